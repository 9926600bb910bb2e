export interface Target {
  readonly name: string;
  /** `host:port`. */
  readonly address: string;
}

/**
 * A list of targets as Prometheus reads it (`file_sd_configs`). The metrics of exporters are about others, so they have a job of
 * their own and no label `service`.
 */
export const renderTargetList = (targets: readonly Target[], exporters: readonly string[]): string =>
  targets
    .map(({ name, address }) => {
      const label = exporters.includes(name) ? 'job: skillstream-exporters' : `service: ${name}`;
      return `- { targets: ["${address}"], labels: { ${label} } }\n`;
    })
    .join('');

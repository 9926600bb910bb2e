import { type Environment, readSection } from './read.ts';
import { dead_letters } from './sections/dead-letters.ts';
import { engine } from './sections/engine.ts';
import { enrollment } from './sections/enrollment.ts';
import { identity } from './sections/identity.ts';
import { kafka } from './sections/kafka.ts';
import { lagExporter } from './sections/lag-exporter.ts';
import { process } from './sections/process.ts';
import { provisioning } from './sections/provisioning.ts';
import { redis } from './sections/redis.ts';
import { registry } from './sections/registry.ts';
import { voiding } from './sections/voiding.ts';
import type { Fault, Section, Variables, Warning } from './variable.ts';

export type { DeadLetterSettings } from './sections/dead-letters.ts';
export type { EngineSettings } from './sections/engine.ts';
export type { EnrollmentSettings } from './sections/enrollment.ts';
export type { IdentitySettings } from './sections/identity.ts';
export { COMPRESSIONS, type Compression, type KafkaSettings } from './sections/kafka.ts';
export type { LagExporterSettings } from './sections/lag-exporter.ts';
export type { ProcessSettings } from './sections/process.ts';
export type { ProvisioningSettings } from './sections/provisioning.ts';
export type { RedisSettings } from './sections/redis.ts';
export type { RegistrySettings } from './sections/registry.ts';
export type { VoidingSettings } from './sections/voiding.ts';
export type { Warning } from './variable.ts';

/** Every environment variable of the project, by part. `.env.example` and `docs/settings.md` are made from it. */
export const SECTIONS = {
  ...{
    kafka,
    registry,
    redis,
    identity,
    dead_letters,
    process,
    engine,
    enrollment,
    voiding,
    lagExporter,
    provisioning,
  },
};

export type SectionName = keyof typeof SECTIONS;
export type Settings = { readonly [S in SectionName]: ReturnType<(typeof SECTIONS)[S]['build']> };

const EVERY_SECTION = Object.keys(SECTIONS) as SectionName[];

/** Settings are wrong. The message lists every fault, and never holds the value of a secret. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    const lines = faults.map(({ variable, problem, expected }) => `  ${variable} ${problem}; expected ${expected}`);
    const head = faults.length === 1 ? '1 setting is wrong' : `${faults.length} settings are wrong`;
    super([`${head} (all of them are described in docs/settings.md):`, ...lines].join('\n'));
    this.faults = faults;
  }
}

/**
 * Reads and checks the settings.
 * @param environment such as `process.env`
 * @param names the parts that are needed; a tool that only talks to Kafka need not be told where Redis is
 * @param warn is given what is accepted and should not stay so
 * @throws SettingsError
 */
export const readSettings = <S extends SectionName = SectionName>(
  environment: Environment,
  names: readonly S[] = EVERY_SECTION as S[],
  warn: (warning: Warning) => void = () => undefined,
): Pick<Settings, S> => {
  const faults: Fault[] = [];
  const report = { fault: (fault: Fault): void => void faults.push(fault), warn };
  const settings = names.map((name) => {
    const section = SECTIONS[name] as unknown as Section<Variables, Settings[S]>;
    return [name, readSection(section, environment, report)];
  });
  if (faults.length > 0) throw new SettingsError(faults);
  return Object.fromEntries(settings) as Pick<Settings, S>;
};

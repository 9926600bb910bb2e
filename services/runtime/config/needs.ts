import type { ExporterName, ServiceName } from '../../../topology/topology.ts';
import type { Environment } from './read.ts';
import { readSettings, SECTIONS, type SectionName, type Settings, type Warning } from './settings.ts';
import type { Variable, Variables } from './variable.ts';

const COMMON = [
  'kafka',
  'registry',
  'redis',
  'process',
  'engine',
  'dead_letters',
] as const satisfies readonly SectionName[];

/** The parts of the settings that each service needs. It is given these, reads these, and no others. */
export const NEEDS = {
  identity: [...COMMON, 'identity'],
  learning: [...COMMON, 'identity', 'voiding'],
  enrollment: [...COMMON, 'identity', 'enrollment'],
  resolution: COMMON,
  voiding: [...COMMON, 'voiding'],
  profile: COMMON,
} as const satisfies Record<ServiceName, readonly SectionName[]>;

/** The same of exporters. */
export const EXPORTER_NEEDS = {
  'lag-exporter': ['kafka', 'process', 'engine', 'lagExporter'],
} as const satisfies Record<ExporterName, readonly SectionName[]>;

type ProcessName = ServiceName | ExporterName;

/** What every service needs. */
export type CommonSettings = Pick<Settings, (typeof COMMON)[number]>;
/** What one service needs. */
export type SettingsOf<N extends ServiceName> = Pick<Settings, (typeof NEEDS)[N][number]>;

interface Named {
  /** Every name under which the variable is read. */
  readonly names: readonly string[];
  readonly secret: boolean;
}

const namesOf = (name: string, { alias, secret }: Variable): Named => ({
  names: [name, ...(alias === undefined ? [] : [alias]), ...(secret ? [`${name}_FILE`] : [])],
  secret,
});

const variablesOf = (sections: readonly SectionName[]): readonly Named[] =>
  sections.flatMap((section) =>
    Object.entries(SECTIONS[section].variables as Variables).map(([name, variable]) => namesOf(name, variable)),
  );

/** Variables of this project that a service has no use for. */
const unneededBy = (service: ProcessName): readonly Named[] => {
  const needed: readonly SectionName[] = { ...NEEDS, ...EXPORTER_NEEDS }[service];
  return variablesOf((Object.keys(SECTIONS) as SectionName[]).filter((section) => !needed.includes(section)));
};

/**
 * The settings of one service.
 * @param warn is also given secrets that the service has no use for
 * @throws SettingsError
 */
export const readServiceSettings = <N extends ServiceName>(
  service: N,
  environment: Environment,
  warn: (warning: Warning) => void,
): SettingsOf<N> & CommonSettings => {
  for (const { names, secret } of unneededBy(service)) {
    const set = names.find((name) => environment[name]);
    if (secret && set !== undefined) {
      warn({ variable: set, problem: `is a secret that ${service} has no use for; do not give it to this service` });
    }
  }
  return readSettings<SectionName>(environment, NEEDS[service], warn);
};

/** An environment without those variables of this project that a service has no use for. */
export const environmentFor = <V extends string | undefined>(
  service: ProcessName,
  environment: Readonly<Record<string, V>>,
): Readonly<Record<string, V>> => {
  const unneeded = new Set(unneededBy(service).flatMap(({ names }) => names));
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !unneeded.has(name)));
};

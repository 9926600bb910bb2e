import { readYaml } from './files.ts';

export interface ComposeService {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly profiles?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly restart?: string;
  readonly stop_grace_period?: string;
  readonly mem_limit?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly logging?: { readonly options: Readonly<Record<string, string>> };
}

interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

export const compose = readYaml<ComposeFile>('docker-compose.yml');

/** @throws Error when there is no such service */
export const composeService = (name: string): ComposeService => {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return service;
};

/** Tag of a service's image. */
export const tagOf = (name: string): string => composeService(name).image.split(':')[1] ?? '';

/**
 * Fills in variables as Compose does: `$$`, `${NAME}`, `${NAME:-default}` and `${NAME:?message}`.
 * @throws Error with the message of a required variable that is not set or empty
 */
export const interpolate = (text: string, environment: Readonly<Record<string, string>>): string =>
  text.replace(/\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g, (match, name?: string, operator?: string, word = '') => {
    if (name === undefined) return match === '$$' ? '$' : match;
    const value = environment[name];
    if (value) return value;
    if (operator === '?') throw new Error(`${name}: ${word}`);
    return operator === '-' ? word : '';
  });

/** What a container finds in its environment. */
export const environmentOf = (
  name: string,
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(composeService(name).environment ?? {}).map(([variable, value]) => [
      variable,
      interpolate(value, environment),
    ]),
  );

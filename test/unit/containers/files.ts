import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const ROOT = new URL('../../../', import.meta.url);

/** Absolute path of a file of the repository. */
export const pathOf = (file: string): string => fileURLToPath(new URL(file, ROOT));

export const readText = (file: string): string => readFileSync(pathOf(file), 'utf8');

/** Merge keys (`<<`) are resolved, as Compose does. */
export const readYaml = <T>(file: string): T => parse(readText(file), { merge: true }) as T;

export const packageJson = JSON.parse(readText('package.json')) as {
  readonly engines: { readonly node: string };
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
};

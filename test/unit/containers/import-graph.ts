import { dirname, join } from 'node:path/posix';
import { readText } from './files.ts';

export interface Imports {
  /** Paths from the root of the repository. */
  readonly files: readonly string[];
  /** Names of packages, without those of Node.js. */
  readonly packages: readonly string[];
}

// Imports of types alone are not there any more when the file runs.
const IMPORT =
  /^(?:import|export)\s+(?!type\b)(?:[^;'"]*?\sfrom\s+)?'([^']+)'|^\}\s+from\s+'([^']+)'|\bimport\('([^']+)'\)/gm;

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Everything that a file loads, directly or not. */
export const importsOf = (entry: string): Imports => {
  const files = new Set<string>();
  const packages = new Set<string>();
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    if (!file.endsWith('.ts')) continue;
    for (const match of readText(file).matchAll(IMPORT)) {
      const specifier = match[1] ?? match[2] ?? match[3]!;
      if (specifier.startsWith('.')) open.push(join(dirname(file), specifier));
      else if (!specifier.startsWith('node:')) packages.add(packageOf(specifier));
    }
  }
  return { files: [...files], packages: [...packages] };
};

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { buildOnce } from '../cache/build-once.ts';
import { cacheDir } from '../paths.ts';
import { runCommand } from '../process/run-command.ts';

const COMPILER = 'jdk.compiler';
/** The oldest Java that the stack runs on: what is compiled for it is read by any later one. */
const RELEASE = '17';
const LIST_MAX_MS = 30_000;
const COMPILE_MAX_MS = 120_000;

const canCompile = async (java: string): Promise<boolean> =>
  (await runCommand(java, ['--list-modules'], { missing: `no ${java}`, timeout_ms: LIST_MAX_MS })).includes(COMPILER);

/**
 * Compiles a program of one file, once for each state of it: compiling takes longer than what such programs do.
 * @param java the executable
 * @returns the folder of its classes, or null where Java is a runtime without a compiler
 * @throws StackError when it does not compile
 */
export const compiledJava = async (java: string, source: string, classpath: string): Promise<string | null> => {
  const text = await readFile(source);
  const state = createHash('sha256').update(text).update(classpath).digest('hex').slice(0, 16);
  const folder = join(cacheDir(), `${basename(source, '.java')}-${state}`);
  if (existsSync(folder)) return folder;
  if (!(await canCompile(java))) return null;
  await mkdir(cacheDir(), { recursive: true });
  await buildOnce(folder, async (temporary) => {
    const options = ['--release', RELEASE, '-cp', classpath, '-d', temporary];
    await runCommand(java, ['--module', `${COMPILER}/com.sun.tools.javac.Main`, ...options, source], {
      missing: `no ${java}`,
      timeout_ms: COMPILE_MAX_MS,
    });
  });
  return folder;
};

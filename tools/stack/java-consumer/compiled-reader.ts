import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildOnce } from '../cache/build-once.ts';
import { cacheDir } from '../paths.ts';
import { runCommand } from '../process/run-command.ts';
import type { KafkaTools } from './client-properties.ts';

const SOURCE = join(import.meta.dirname, 'ReadTopics.java');
const COMPILER = 'jdk.compiler';
/** The oldest Java that the stack runs on: what is compiled by one is read by any later one. */
const RELEASE = '17';
const LIST_MAX_MS = 30_000;
const COMPILE_MAX_MS = 120_000;

type Tools = Pick<KafkaTools, 'javaExecutable' | 'kafkaClasspath'>;

const canCompile = async (java: string): Promise<boolean> =>
  (await runCommand(java, ['--list-modules'], { missing: `no ${java}`, timeout_ms: LIST_MAX_MS })).includes(COMPILER);

/**
 * Compiles `ReadTopics.java`, once for each state of it: compiling takes longer than reading.
 * @returns the folder of its class, or null where Java is a runtime without a compiler
 * @throws StackError when it does not compile
 */
export const compiledReader = async ({ javaExecutable, kafkaClasspath }: Tools): Promise<string | null> => {
  const source = await readFile(SOURCE);
  const state = createHash('sha256').update(source).update(kafkaClasspath).digest('hex').slice(0, 16);
  const folder = join(cacheDir(), `topic-reader-${state}`);
  if (existsSync(folder)) return folder;
  if (!(await canCompile(javaExecutable))) return null;
  await mkdir(cacheDir(), { recursive: true });
  await buildOnce(folder, async (temporary) => {
    const options = ['--release', RELEASE, '-cp', kafkaClasspath, '-d', temporary];
    await runCommand(javaExecutable, ['--module', `${COMPILER}/com.sun.tools.javac.Main`, ...options, SOURCE], {
      missing: `no ${javaExecutable}`,
      timeout_ms: COMPILE_MAX_MS,
    });
  });
  return folder;
};

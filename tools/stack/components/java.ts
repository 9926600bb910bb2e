import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { StackError } from '../errors.ts';
import { runCommand } from '../process/run-command.ts';

const JAVA_MIN = 17;

export interface Java {
  readonly executable: string;
  /** Changes with vendor and build: shared class archives belong to exactly one build of the JVM. */
  readonly build: string;
}

/**
 * The Java to run brokers and tools with: that of `JAVA_HOME`, else `java` on the PATH.
 *
 * @throws StackError when there is none or it is older than 17.
 */
export const findJava = async (): Promise<Java> => {
  const home = process.env['JAVA_HOME'];
  const executable = home ? join(home, 'bin/java') : 'java';
  const text = await runCommand(executable, ['-XshowSettings:properties', '-version'], {
    missing: home
      ? `JAVA_HOME is set to ${home}, but there is no ${executable}: correct or unset it`
      : 'no java on the PATH: install a Java runtime, 17 or newer, or set JAVA_HOME',
    timeout_ms: 30_000,
  });
  const property = (name: string): string => text.match(new RegExp(`^\\s*${name} = (.*)$`, 'm'))?.[1]?.trim() ?? '';
  const version = property('java.specification.version');
  if (!(Number(version) >= JAVA_MIN)) {
    throw new StackError(`${executable} is Java ${version || 'of unknown version'}: install Java ${JAVA_MIN} or newer`);
  }
  const identity = ['java.vm.name', 'java.vm.vendor', 'java.vm.version', 'os.arch'].map(property).join('|');
  return { executable, build: createHash('sha256').update(identity).digest('hex').slice(0, 12) };
};

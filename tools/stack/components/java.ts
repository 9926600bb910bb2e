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
  const where = home ? `JAVA_HOME is set to ${home}` : `java on the PATH`;
  const whatToDo = home
    ? `let it name a Java runtime, ${JAVA_MIN} or newer, or unset it to use java of the PATH`
    : `install a Java runtime, ${JAVA_MIN} or newer, or let JAVA_HOME name one`;
  const text = await runCommand(executable, ['-XshowSettings:properties', '-version'], {
    missing: home ? `${where}, but there is no ${executable}: ${whatToDo}` : `there is no ${where}: ${whatToDo}`,
    timeout_ms: 30_000,
  }).catch((error: Error) => {
    throw new StackError(error.message.includes(whatToDo) ? error.message : `${where}: ${error.message}\n${whatToDo}`);
  });
  const property = (name: string): string => text.match(new RegExp(`^\\s*${name} = (.*)$`, 'm'))?.[1]?.trim() ?? '';
  const version = property('java.specification.version');
  if (!(Number(version) >= JAVA_MIN)) {
    const found = version === '' ? 'which does not say that it is a Java runtime' : `which is Java ${version}`;
    throw new StackError(`${where}, ${found}: ${whatToDo}`);
  }
  const identity = ['java.vm.name', 'java.vm.vendor', 'java.vm.version', 'os.arch'].map(property).join('|');
  return { executable, build: createHash('sha256').update(identity).digest('hex').slice(0, 12) };
};

import { StackError } from '../errors.ts';
import { readPidFile } from './pid-file.ts';

type Environment = Readonly<Record<string, string>>;

const kafkaOf = (env: NodeJS.ProcessEnv): Environment =>
  Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[0].startsWith('KAFKA_') && !!entry[1]),
  );

/**
 * How to reach Kafka: by the `KAFKA_*` settings of the environment, else the stack that runs on this machine.
 * @throws StackError when there is neither
 */
export const kafkaEnvironment = async (): Promise<Environment> => {
  if (process.env['KAFKA_BROKERS']) return kafkaOf(process.env);
  const running = await readPidFile();
  if (running === null) throw new StackError('KAFKA_BROKERS is not set, and no stack runs: start one with make up');
  return kafkaOf(running.env);
};

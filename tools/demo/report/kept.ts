import type { Stack } from '../../stack/index.ts';
import type { Screen } from '../screen.ts';
import type { ProcessName, ServiceProcess } from '../services.ts';

/** Settings that somebody needs who produces or consumes by hand. */
const EXPORTED = ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'REDIS_URL'] as const;

/** Says where everything is that was left running, and how to look around. */
export const printKept = (
  { print, style }: Screen,
  stack: Pick<Stack, 'env' | 'logsDir'>,
  services: readonly ServiceProcess<ProcessName>[],
): void => {
  print();
  print(style('bold', 'Everything stays up until Ctrl-C. In another terminal:'));
  print();
  for (const name of EXPORTED) print(`  export ${name}=${stack.env[name]}`);
  print();
  print('  node_modules/.bin/node tools/stack/main.ts console marketplace.completion   # Kafka’s own console consumer');
  print(
    '  var/venv/bin/python examples/python/consume.py marketplace.completion       # an ordinary Avro client, see README.md',
  );
  print('  node_modules/.bin/node tools/ledger/main.ts                                 # check the ledger again');
  for (const { name, probeUrl } of services) print(`  curl ${probeUrl}/metrics   # ${name}; also /healthz and /readyz`);
  print();
  print(`  Logs are in ${stack.logsDir}`);
};

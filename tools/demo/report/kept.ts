import type { Stack } from '../../stack/index.ts';
import type { Screen } from '../screen.ts';
import type { ProcessName, ServiceProcess } from '../services.ts';

/** Says where everything is that was left running, and how to look around. */
export const printKept = (
  { print, style }: Screen,
  stack: Pick<Stack, 'logsDir'>,
  services: readonly ServiceProcess<ProcessName>[],
): void => {
  print();
  print(style('bold', 'Everything stays up until Ctrl-C, even when a part ends. In another terminal:'));
  print();
  print('  set -a; . var/stack/environment; set +a               # the settings of this run, its secrets included');
  print('  npm run stack -- console marketplace.completion       # Kafka’s own console consumer');
  print('  var/venv/bin/python examples/python/consume.py marketplace.completion   # an Avro client, see README.md');
  print('  npm run ledger                                        # check the ledger again');
  print('  prometheus --config.file=deploy/prometheus/prometheus.yml --storage.tsdb.path=var/prometheus');
  print();
  for (const { name, probeUrl, pid } of services) {
    print(`  curl ${probeUrl}/metrics   # ${name}, process ${pid}; also /healthz and /readyz`);
  }
  print();
  print('  kill a process, and start its service again with: make run SERVICE=learning');
  print('  kill a part of the stack (npm run stack -- status), and start it again with: npm run stack -- start');
  print();
  print(`  Logs are in ${stack.logsDir}`);
};

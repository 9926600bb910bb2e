import { Command } from 'commander';
import { writeChecksums } from './cache/checksums.ts';
import { downloadedChecksums } from './cache/fetch.ts';
import { printTopic } from './cli/console.ts';
import { kafkaTool, TOOL_NAMES } from './cli/kafka-tool.ts';
import { down, startAgain, status } from './cli/running.ts';
import { up } from './cli/up.ts';
import { StackError } from './errors.ts';
import { checksumsFile } from './paths.ts';
import { ensurePrograms } from './programs.ts';

const program = new Command('stack')
  .enablePositionalOptions()
  .description('Kafka, a schema registry and Redis on this machine');

program
  .command('up')
  .description('run them on Kafka 9092, registry 8081, Redis 6379 until Ctrl-C; data stays in var/stack')
  .option('--tls', 'TLS and logins everywhere', false)
  .action(up);

program
  .command('status')
  .description('say what runs; exit code 1 when nothing does')
  .action(async () => {
    if (!(await status())) process.exitCode = 1;
  });

program.command('down').description('stop what `up` runs').action(down);

program
  .command('start')
  .description('start the parts that have ended of what `up` or `make up` runs')
  .action(startAgain);

program
  .command('kafka')
  .description(`run one of Kafka's own commands: ${TOOL_NAMES.join(', ')}; reads KAFKA_*, or what \`make up\` runs`)
  .argument('<command>')
  .argument('[arguments...]')
  .passThroughOptions()
  .allowUnknownOption()
  .action(kafkaTool);

program
  .command('console')
  .argument('<topic>')
  .description("print a topic with Kafka's own console consumer; reads KAFKA_*, or what `make up` runs")
  .option('--count <records>', 'end after so many records')
  .option('--without-values', 'print no values: they contain personal data', false)
  .action(printTopic);

program
  .command('fetch')
  .description('download and prepare everything a start needs')
  .action(async () => {
    await ensurePrograms((line) => process.stdout.write(`${line}\n`));
  });

program
  .command('checksums')
  .description('download anew and write the checksums; for a deliberate change of version')
  .action(async () => {
    await writeChecksums(await downloadedChecksums());
    process.stdout.write(`Wrote ${checksumsFile}. Read the difference before you commit it.\n`);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof StackError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

import { once } from 'node:events';
import { Command, Option } from 'commander';
import { partitionOf } from '../../services/runtime/kafka/partition.ts';
import { createLogger } from '../../services/runtime/log.ts';
import type { AvroTopic, ValueOf } from '../../services/runtime/service.ts';
import { ownSettings } from '../../services/runtime/shared-settings/declared.ts';
import { requireShared } from '../../services/runtime/shared-settings/store.ts';
import { iri, moment } from '../cli/arguments.ts';
import { runProgram, UsageError } from '../cli/exit.ts';
import { readToolSettings } from '../cli/settings.ts';
import { formatJsonLine } from '../cli/text.ts';
import { type Connections, openConnections } from '../ledger/connections.ts';
import { readDecoded } from '../topics/read.ts';
import { exportPartition, type PartitionRecords } from './export.ts';
import { createSubjects } from './subject.ts';

interface ExportArguments {
  readonly member?: string;
  readonly credential?: string;
  readonly subject?: string;
  readonly at: number;
  readonly all: boolean;
}

const CREDENTIALS = 'marketplace.credential';
const now_ms = Date.now();

/** Values of one partition, as it stands at the call. */
async function* valuesOf<T extends AvroTopic>(
  connections: Connections,
  topic: T,
  partition: number,
): AsyncGenerator<ValueOf<T>, void> {
  const { earliest = 0, latest = 0 } = (await connections.reader.offsets(topic))[partition] ?? {};
  for await (const { value } of readDecoded(connections, topic, { partition, from: earliest, to: latest })) {
    if (value !== null) yield value;
  }
}

/** Waits while whoever reads the output is slower. */
const write = async (line: string): Promise<void> => {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
};

const exportAll = async ({ member, credential, subject, at, all }: ExportArguments): Promise<void> => {
  if (subject !== undefined && member === undefined) {
    throw new UsageError('--subject names the wallet of one member: say which with --member');
  }
  const settings = readToolSettings(['kafka', 'registry']);
  // Without pseudonyms nothing is hashed, so no key is needed.
  const identity = subject === undefined ? readToolSettings(['identity']).identity : null;
  const subjectOf = identity === null ? () => subject! : createSubjects(identity.key);
  const connections = await openConnections(settings, 'credentials');
  const counts = new Map<string, number>();
  try {
    // Another key would make other pseudonyms of the same members: those of nobody.
    if (identity !== null) {
      const parts = { ...connections, kafka: settings.kafka, log: createLogger('credentials', 'silent') };
      await requireShared(parts, ownSettings('credentials', { identity }));
    }
    const partitions = (await connections.reader.offsets(CREDENTIALS)).map(({ partition }) => partition);
    const wanted = member === undefined ? partitions : [partitionOf(member, partitions.length)];
    for (const partition of wanted) {
      const records: PartitionRecords = {
        credentials: () => valuesOf(connections, CREDENTIALS, partition),
        scores: () => valuesOf(connections, 'marketplace.score', partition),
      };
      const options = { member_id: member ?? null, credential_id: credential ?? null, at_ms: at, all, subjectOf };
      for await (const exported of exportPartition(records, options)) {
        const name = exported.kind === 'badge' ? 'exported' : exported.reason;
        counts.set(name, (counts.get(name) ?? 0) + 1);
        if (exported.kind === 'badge') await write(formatJsonLine(exported.badge));
      }
    }
  } finally {
    await connections.close();
  }
  const told = [...counts].map(([name, count]) => `${count} ${name}`).join(', ') || 'no credentials';
  process.stderr.write(`${told}; unsigned: only the issuer has the key to sign them\n`);
};

const program = new Command('credentials').description('Works with marketplace.credential.').exitOverride();

program
  .command('export')
  .description(
    'write credentials as Open Badges 3.0 (JSON-LD, one a line) to standard output. They are UNSIGNED: the issuer signs them. ' +
      'What was revoked is left out, and so is what has expired or was renewed. Reads the settings of docs/settings.md.',
  )
  .option('--member <id>', 'of one member only; the id is personal data where it is an employee id')
  .option('--credential <iri>', 'of one badge class or certificate only')
  .addOption(
    new Option(
      '--subject <iri>',
      'IRI of the member’s wallet, such as a DID; without it, a pseudonym made with IDENTITY_KEY',
    ).argParser(iri),
  )
  .addOption(
    new Option('--at <time>', 'what is valid at that moment, such as 2026-01-31T09:30Z')
      .argParser(moment(now_ms))
      .default(now_ms, 'now'),
  )
  .option('--all', 'also what has expired or was renewed', false)
  .action(exportAll);

await runProgram(program, process.argv);

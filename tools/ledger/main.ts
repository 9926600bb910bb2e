import { parseArgs } from 'node:util';
import { SettingsError } from '../../services/runtime/config/settings.ts';
import { SkillstreamError } from '../../services/runtime/errors.ts';
import { topology } from '../../topology/topology.ts';
import { readToolSettings } from '../cli/settings.ts';
import { checkLedger } from './check.ts';
import { openConnections } from './connections.ts';
import { FINDINGS } from './findings.ts';
import { createDecode, createKafkaTopicReader } from './kafka-reader.ts';
import { ledgerTable } from './table.ts';

const USAGE = `Checks the ledger of the cluster at KAFKA_BROKERS from the topics themselves. The services must be quiet: what is in
flight looks like a loss. Ends with 0 when the ledger balances, with 1 when it does not.

  --settled   parked records that are still waiting count as lost
  --json      the report as JSON
  --help`;

const run = async (): Promise<boolean> => {
  const { values } = parseArgs({
    options: { settled: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(USAGE);
    return true;
  }
  const { reader, codec, close } = await openConnections(readToolSettings(['kafka', 'registry']), 'ledger');
  try {
    const report = await checkLedger({
      reader: createKafkaTopicReader(reader),
      decode: createDecode(codec),
      topology,
      settled: values.settled ?? false,
    });
    if (values.json) console.log(JSON.stringify(report, null, 2));
    else {
      console.log(ledgerTable(report));
      for (const { code, where, detail } of report.findings) console.log(`${where}: ${FINDINGS[code]} (${detail})`);
    }
    return report.findings.length === 0;
  } finally {
    await close();
  }
};

try {
  process.exitCode = (await run()) ? 0 : 1;
} catch (error) {
  const known = error instanceof SkillstreamError || error instanceof SettingsError;
  console.error(known ? error.message : error);
  process.exitCode = 1;
}

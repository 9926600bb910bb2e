import { checkLedger, type LedgerReport } from '../../tools/ledger/check.ts';
import { createDecode, createKafkaTopicReader } from '../../tools/ledger/kafka-reader.ts';
import { topology } from '../../topology/topology.ts';
import type { Pipeline } from './pipeline.ts';

/** Checks the ledger of a quiet pipeline from the topics themselves. */
export const readLedger = ({ reader, codec }: Pipeline): Promise<LedgerReport> =>
  checkLedger({ reader: createKafkaTopicReader(reader), decode: createDecode(codec), topology, settled: true });

import { fixAbortedRecords } from './aborted-records.ts';
import { registerCodecs } from './codecs.ts';
import { stopIdleTimers } from './idle-timers.ts';
import { fixProducePath } from './produce-path.ts';
import { fixRecordDecoding } from './record-decoding.ts';
import { assertKafkajsVersion } from './replace.ts';

let applied = false;

/** Mends kafkajs in place. Call before kafkajs is loaded for the first time; later calls do nothing. */
export const applyFixes = (): void => {
  if (applied) return;
  applied = true;
  assertKafkajsVersion();
  fixAbortedRecords();
  fixProducePath();
  fixRecordDecoding();
  stopIdleTimers();
  registerCodecs();
};

import { fixAbortedRecords } from './aborted-records.ts';
import { registerCodecs } from './codecs.ts';
import { fixFetchPath } from './fetch-path.ts';
import { waitLongWhenIdle } from './idle-fetch.ts';
import { stopIdleTimers } from './idle-timers.ts';
import { rememberCoordinators } from './known-coordinators.ts';
import { awaitMissingCoordinators } from './missing-coordinator.ts';
import { measureByMonotonicTime } from './monotonic-time.ts';
import { nameRefusedTopics } from './named-refusals.ts';
import { fixProducePath } from './produce-path.ts';
import { assertKafkajsVersion } from './replace.ts';
import { leaveSilentConnections } from './silent-connections.ts';

let applied = false;

/** Mends kafkajs in place. Call before kafkajs is loaded for the first time; later calls do nothing. */
export const applyFixes = (): void => {
  if (applied) return;
  applied = true;
  assertKafkajsVersion();
  fixAbortedRecords();
  fixFetchPath();
  fixProducePath();
  nameRefusedTopics();
  // Before all that change what these modules export, after all that replace what they load.
  measureByMonotonicTime();
  stopIdleTimers();
  waitLongWhenIdle();
  awaitMissingCoordinators();
  rememberCoordinators();
  leaveSilentConnections();
  registerCodecs();
};

import { createCloudEvents } from '../../../services/runtime/engine/cloud-events.ts';
import type { OutputRecord } from '../../../services/runtime/service.ts';

const TIME_MS = Date.UTC(2026, 2, 1);

/** Output records as the client takes them, with the headers that the engine adds. */
export const toMessages = (records: readonly OutputRecord[], encode: (record: OutputRecord) => Buffer) => {
  const cloudEvents = createCloudEvents('learning');
  return records.map((record, i) => ({
    key: record.key,
    value: encode(record),
    headers: cloudEvents(record.topic, `event-${i}`.padEnd(36, '0'), TIME_MS),
  }));
};

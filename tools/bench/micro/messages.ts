import { createHash } from 'node:crypto';
import { createCloudEvents } from '../../../services/runtime/engine/cloud-events.ts';
import type { OutputRecord } from '../../../services/runtime/service.ts';

const TIME_MS = Date.UTC(2026, 2, 1);

/** As long as an event id, and as hard to compress. */
const eventId = (i: number): string =>
  createHash('sha1')
    .update(String(i))
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

/** Output records as the client takes them, with the headers that the engine adds. */
export const toMessages = (records: readonly OutputRecord[], encode: (record: OutputRecord) => Buffer) => {
  const cloudEvents = createCloudEvents('learning');
  return records.map((record, i) => ({
    key: record.key,
    value: encode(record),
    headers: cloudEvents(record.topic, eventId(i), TIME_MS),
  }));
};

import { createRequire } from 'node:module';

// Encoding as kafkajs publishes it can only be had from kafkajs itself, before services/runtime/kafka mends it in place;
// that folder mends a copy of its own, loaded after this one is out of the module cache.
const require = createRequire(import.meta.url);

/** The two functions of kafkajs that turn messages into a record batch. */
export interface BatchEncoding {
  readonly Record: (message: object) => unknown;
  readonly RecordBatch: (options: { readonly records: readonly unknown[] }) => Promise<{ readonly buffer: Buffer }>;
}

/** Loads the encoding of the untouched client. Call before anything applies the fixes of the runtime. */
export const untouchedEncoding = (): BatchEncoding => {
  const Record = require('kafkajs/src/protocol/recordBatch/record/v0/index.js') as BatchEncoding['Record'];
  const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0/index.js') as BatchEncoding;
  for (const file of Object.keys(require.cache)) {
    if (file.includes('/node_modules/kafkajs/')) delete require.cache[file];
  }
  return { Record, RecordBatch };
};

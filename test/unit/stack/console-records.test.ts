import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLine } from '../../../tools/stack/java-consumer/console-records.ts';

const NULL = 'null-for-this-run';

/** What `Bytes.toString` of Kafka makes of bytes. */
const javaText = (bytes: Buffer | null): string =>
  bytes === null
    ? NULL
    : [...bytes]
        .map((byte) =>
          byte >= 0x20 && byte <= 0x7e && byte !== 0x5c
            ? String.fromCharCode(byte)
            : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`,
        )
        .join('');

describe('a line of the console consumer', () => {
  it('gives back all bytes of key, value and headers', () => {
    const bytes = fc.option(fc.uint8Array().map((array) => Buffer.from(array)));
    const name = fc.stringMatching(/^[\w.-]+$/);
    const headers = fc.array(fc.record({ name, value: bytes }, { noNullPrototype: true }));
    fc.assert(
      fc.property(bytes, bytes, headers, (key, value, given) => {
        const printed = given.map((header) => `${header.name}:${javaText(header.value)}`).join('\u001f');
        const line = [
          'CreateTime:5',
          'Partition:1',
          'Offset:2',
          printed || 'NO_HEADERS',
          javaText(key),
          javaText(value),
        ];
        expect(parseLine(line.join('\t'), NULL)).toEqual({
          partition: 1,
          offset: 2,
          timestamp: 5,
          headers: given,
          key,
          value,
        });
      }),
    );
  });

  it.each([
    ['LogAppendTime:7', 7],
    ['NO_TIMESTAMP', null],
  ])('reads the time of %s', (text, timestamp) => {
    expect(parseLine(`${text}\tPartition:0\tOffset:0\tNO_HEADERS\t\t`, NULL).timestamp).toBe(timestamp);
  });

  it.each(['', 'Processed a total of 2 messages', 'CreateTime:5\tPartition:1\tOffset:2'])('refuses "%s"', (line) => {
    expect(() => parseLine(line, NULL)).toThrow('not a line of the console consumer');
  });
});

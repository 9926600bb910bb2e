import type { LogReader, LogRecord } from '../../../services/runtime/kafka/log-reader.ts';
import type { Codec } from '../../../services/runtime/registry/codec.ts';
import type { AvroTopic } from '../../../services/runtime/service.ts';
import { type Range, readRange } from '../../topics/ranges.ts';
import { inputOf, type Letter, toLetter } from '../letter.ts';
import { type Filter, matches } from './filter.ts';

/**
 * Letters that a filter means, partition after partition, each in the order of its offsets, in bounded memory.
 * @throws DependencyUnavailable when a value must be decoded and the registry is away
 */
export async function* readLetters(
  { reader, codec }: { readonly reader: Pick<LogReader, 'read'>; readonly codec: Pick<Codec, 'load' | 'decode'> },
  ranges: readonly Range[],
  filter: Filter,
): AsyncGenerator<Letter> {
  for (const range of ranges) {
    for await (const records of readRange(reader, range)) {
      for (const record of records) {
        const letter = toLetter(record);
        if (!matches(filter, letter)) continue;
        if (filter.source !== undefined && (await sourceOf(codec, record)) !== filter.source) continue;
        yield letter;
      }
    }
  }
}

/** Which system the refused record says it is from; null where it cannot be read. */
const sourceOf = async (codec: Pick<Codec, 'load' | 'decode'>, record: LogRecord): Promise<string | null> => {
  const input = inputOf(record.topic) as AvroTopic;
  await codec.load(input, [record.value]);
  const decoded = codec.decode(input, record.value);
  return decoded.ok && 'source' in decoded.value ? decoded.value.source : null;
};

import type { LogReader } from '../../../services/runtime/kafka/log-reader.ts';
import type { Codec } from '../../../services/runtime/registry/codec.ts';
import { type Range, readRange } from '../../topics/ranges.ts';
import { readSource } from '../../topics/source.ts';
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
        const { source } = filter;
        const input = inputOf(record.topic);
        if (source !== undefined && (await readSource(codec, input, record.value)) !== source) continue;
        yield letter;
      }
    }
  }
}

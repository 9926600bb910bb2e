import type { Codec } from '../../services/runtime/registry/codec.ts';
import type { AvroTopic } from '../../services/runtime/service.ts';

/**
 * Which system a record of an input says it is from; null where it cannot be read.
 * @throws DependencyUnavailable when the registry must be asked and is away
 */
export const readSource = async (
  codec: Pick<Codec, 'load' | 'decode'>,
  input: string,
  value: Buffer | null,
): Promise<string | null> => {
  await codec.load(input as AvroTopic, [value]);
  const decoded = codec.decode(input as AvroTopic, value);
  return decoded.ok && 'source' in decoded.value ? decoded.value.source : null;
};

import type { Codec } from '../../services/runtime/registry/codec.ts';
import { decodeValue } from './decode.ts';

/**
 * Which system a record of an input says it is from; null where it cannot be read.
 * @throws DependencyUnavailable when the registry must be asked and is away
 */
export const readSource = async (
  codec: Pick<Codec, 'load' | 'decode'>,
  input: string,
  value: Buffer | null,
): Promise<string | null> => {
  const decoded = await decodeValue(codec, input, value);
  return decoded !== null && 'source' in decoded ? decoded.source : null;
};

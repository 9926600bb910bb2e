import type { Codec } from '../../services/runtime/registry/codec.ts';
import { decodeValue } from './decode.ts';

/** What of a record is about people. Shown only when it is asked for. */
export interface Personal {
  readonly key: string | null;
  /** As the schema of its topic describes it; the bytes in base64 where that cannot be done. */
  readonly value: unknown;
  readonly decoded: boolean;
}

/**
 * Key and value of a record of a topic.
 * @throws DependencyUnavailable when the registry must be asked and is away
 */
export const readPersonal = async (
  codec: Pick<Codec, 'load' | 'decode'>,
  topic: string,
  { key, value }: { readonly key: Buffer | null; readonly value: Buffer | null },
): Promise<Personal> => {
  const decoded = await decodeValue(codec, topic, value);
  // As text: the JSON of a buffer is a number a byte.
  const shown =
    decoded === null ? { value: value?.toString('base64') ?? null, decoded: false } : { value: decoded, decoded: true };
  return { key: key?.toString('utf8') ?? null, ...shown };
};

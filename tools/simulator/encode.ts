import type { Codec } from '../../services/runtime/registry/codec.ts';
import type { Payload, Sound } from './raw-record.ts';

/** The bytes of a record's value, as its producer sends them; null for a tombstone. */
export const encodePayload = (payload: Payload, codec: Pick<Codec, 'encode'>): Buffer | null => {
  const encode = ({ topic, value }: Sound): Buffer => codec.encode(topic, value);
  switch (payload.kind) {
    case 'sound':
      return encode(payload);
    case 'bytes':
      return payload.bytes;
    case 'tombstone':
      return null;
    case 'truncated':
      return encode(payload.of).subarray(0, -payload.cut_bytes);
    case 'padded':
      return Buffer.concat([encode(payload.of), payload.padding]);
    case 'misdirected':
      return encode(payload.of);
  }
};

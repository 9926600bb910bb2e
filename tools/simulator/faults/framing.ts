import { dead } from '../expectation.ts';
import type { Random } from '../random.ts';
import type { Draft, Payload, RawTopic, Sound } from '../raw-record.ts';
import type { FaultName } from './names.ts';

/** Makes a record that cannot be right out of one that is. */
export type Damage = (draft: Draft & { readonly payload: Sound }, random: Random) => Partial<Draft>;

export type NamedDamage = readonly [fault: FaultName, damage: Damage];

/** Far above any id that a registry gives out in a test or a demo. */
const UNKNOWN_SCHEMA_ID = 1_999_999_999;
const FRAME_BYTES = 5;

const unknownSchema = (random: Random): Buffer => {
  const bytes = Buffer.concat([Buffer.alloc(FRAME_BYTES), random.bytes(40)]);
  bytes.writeInt32BE(UNKNOWN_SCHEMA_ID, 1);
  return bytes;
};

/** The first byte of the wire format is 0, so text cannot be taken for it. */
const garbage = (random: Random): Buffer => Buffer.concat([Buffer.from('<html>502 Bad Gateway'), random.bytes(60)]);

const framing =
  (code: string, payloadOf: (of: Sound, random: Random) => Payload): Damage =>
  (draft, random) => ({ payload: payloadOf(draft.payload, random), expect: dead(code) });

/** Damage that has nothing to do with what a topic holds. */
export const FRAMING_DAMAGE: readonly NamedDamage[] = [
  ['garbage', framing('not_avro_framed', (_, random) => ({ kind: 'bytes', bytes: garbage(random) }))],
  ['too_short', framing('too_short', (_, random) => ({ kind: 'bytes', bytes: random.bytes(random.between(0, 4)) }))],
  ['truncated', framing('undecodable', (of, random) => ({ kind: 'truncated', of, cut_bytes: random.between(1, 20) }))],
  ['padded', framing('undecodable', (of, random) => ({ kind: 'padded', of, padding: random.bytes(3) }))],
  ['unknown_schema', framing('unknown_schema', (_, random) => ({ kind: 'bytes', bytes: unknownSchema(random) }))],
  ['tombstone', framing('tombstone', () => ({ kind: 'tombstone' }))],
];

const ELSEWHERE: Readonly<Record<RawTopic, RawTopic>> = {
  'raw.hris': 'raw.enrollment',
  'raw.enrollment': 'raw.xapi',
  'raw.xapi': 'raw.enrollment',
};

/** Sends a record to a topic it was not meant for. */
export const misdirect = (draft: Draft & { readonly payload: Sound }): Draft => ({
  ...draft,
  topic: ELSEWHERE[draft.topic],
  payload: { kind: 'misdirected', of: draft.payload },
  expect: dead('wrong_subject'),
  fault: 'misdirected',
});

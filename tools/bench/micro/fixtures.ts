import { loadMappings } from '../../../mappings/index.ts';
import { registeredText } from '../../../schemas/index.ts';
import { createLearning } from '../../../services/learning/service.ts';
import { createAliasHasher } from '../../../services/people/alias-hash.ts';
import { compile } from '../../../services/runtime/registry/avro-types.ts';
import { encodeFramed } from '../../../services/runtime/registry/encoder.ts';
import type { AvroTopic, InputRecord, OutputRecord, ValueOf } from '../../../services/runtime/service.ts';
import { topology } from '../../../topology/topology.ts';
import { createLoad } from '../load/load.ts';

export type Statement = InputRecord<ValueOf<'raw.xapi'>>;

const SEED = 1;
const LEARNERS = 1_000;
const SCHEMA_ID = 1;
const KEY = 'benchmark-key-benchmark-key-benchmark';

export const typeOf = (topic: AvroTopic) => compile(registeredText(topology.topics[topic].schema as string));

/** Statements of the load as the service gets them, and as they stand in the topic. */
export const createStatements = (
  count: number,
): { readonly inputs: readonly Statement[]; readonly framed: readonly Buffer[] } => {
  const load = createLoad(SEED, LEARNERS);
  const type = typeOf('raw.xapi');
  const inputs = Array.from({ length: count }, (_, offset): Statement => {
    const { key, value } = load.next();
    const coordinates = { topic: 'raw.xapi', partition: 0, offset };
    return { coordinates, origin: coordinates, attempt: 0, key, timestamp_ms: value.received_at, value };
  });
  return { inputs, framed: inputs.map(({ value }) => encodeFramed('raw.xapi', type, SCHEMA_ID, value)) };
};

/** The learning service, up to the records it publishes; everybody is member `E-000001`. */
export const createPipeline = () => {
  const service = createLearning(
    { mappings: loadMappings(), hashAlias: createAliasHasher(KEY) },
    { registration_window_ms: 0 },
  );
  const { prepare, handle } = service.inputs['raw.xapi']!;
  const get = (): null => null;
  return (record: Statement): readonly OutputRecord[] => {
    const prepared = prepare(record);
    if (prepared.kind !== 'prepared') return [];
    const outcome = handle(prepared.event, { record, member_id: 'E-000001', known_as: null, get });
    return outcome.kind === 'published' ? outcome.records : [];
  };
};

/** Encodes output records for their topics. */
export const createEncoder = (): ((record: OutputRecord) => Buffer) => {
  const outputs = topology.services.learning.outputs.filter((topic) => topology.topics[topic].schema !== null);
  const types = new Map(outputs.map((topic) => [topic as AvroTopic, typeOf(topic as AvroTopic)]));
  return ({ topic, value }) => encodeFramed(topic, types.get(topic)!, SCHEMA_ID, value);
};

import { type AvroType, withoutNull } from './avro.ts';
import type { Path, Segment } from './path.ts';
import type { SyntaxFault } from './pipeline.ts';

/** What a source object may look like: `any` below extensions and other maps, null for a plain value. */
export type Shape = 'any' | null | { readonly fields: Readonly<Record<string, Shape>> } | { readonly items: Shape };

const record = (fields: Readonly<Record<string, Shape>>): Shape => ({ fields });
const list = (items: Shape): Shape => ({ items });

const activity = record({
  objectType: null,
  id: null,
  definition: record({
    name: 'any',
    description: 'any',
    type: null,
    moreInfo: null,
    interactionType: null,
    correctResponsesPattern: list(null),
    choices: 'any',
    scale: 'any',
    source: 'any',
    target: 'any',
    steps: 'any',
    extensions: 'any',
  }),
});

/** An xAPI statement about an activity: 1.0.3 Data 2.4, with the context fields that 2.0 adds. */
export const xapiStatement: Shape = record({
  id: null,
  actor: 'any',
  verb: record({ id: null, display: 'any' }),
  object: activity,
  result: record({
    score: record({ scaled: null, raw: null, min: null, max: null }),
    success: null,
    completion: null,
    response: null,
    duration: null,
    extensions: 'any',
  }),
  context: record({
    registration: null,
    instructor: 'any',
    team: 'any',
    contextActivities: record({
      parent: list(activity),
      grouping: list(activity),
      category: list(activity),
      other: list(activity),
    }),
    contextAgents: 'any',
    contextGroups: 'any',
    revision: null,
    platform: null,
    language: null,
    statement: record({ objectType: null, id: null }),
    extensions: 'any',
  }),
  timestamp: null,
  stored: null,
  authority: 'any',
  version: null,
  attachments: list(
    record({
      usageType: null,
      display: 'any',
      description: 'any',
      contentType: null,
      length: null,
      sha2: null,
      fileUrl: null,
    }),
  ),
});

/** The shape of records of an Avro schema. */
export const avroShape = (type: AvroType): Shape => {
  const one = withoutNull(type);
  if (typeof one === 'string' || !('type' in one)) return null;
  if (one.fields) return record(Object.fromEntries(one.fields.map((field) => [field.name, avroShape(field.type)])));
  return one.items ? list(avroShape(one.items)) : null;
};

type Step = Shape | { readonly expected: string };

const isFault = (step: Step): step is { readonly expected: string } =>
  step !== null && typeof step === 'object' && 'expected' in step;

const member = (shape: Shape, key: string): Step => {
  if (shape === 'any') return 'any';
  if (shape === null) return { expected: 'nothing below a plain value' };
  if ('items' in shape) return { expected: "[0] or [key='value'], as this is a list" };
  if (Object.hasOwn(shape.fields, key)) return shape.fields[key]!;
  return { expected: `one of the fields ${Object.keys(shape.fields).join(', ')}` };
};

const step = (shape: Shape, segment: Segment): Step => {
  if (segment.kind === 'key') return member(shape, segment.key);
  if (shape === 'any') return 'any';
  const item = shape !== null && 'items' in shape ? shape.items : shape;
  if (segment.kind === 'index') return item === shape ? { expected: 'no number, as this is no list' } : item;
  let condition: Step = item;
  for (const key of segment.keys) if (!isFault(condition)) condition = member(condition, key);
  return isFault(condition) ? condition : item;
};

/** Whether objects of a shape can have a place; null when they can. */
export const checkPath = (path: Path, shape: Shape): SyntaxFault | null => {
  if (path.kind === 'context') return null;
  let current: Shape = shape;
  for (const segment of path.segments) {
    const next = step(current, segment);
    if (isFault(next)) return { at: segment.at, expected: next.expected };
    current = next;
  }
  return null;
};

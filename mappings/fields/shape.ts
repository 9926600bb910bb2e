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

const step = (shape: Exclude<Shape, 'any'>, segment: Segment): Shape | { readonly expected: string } => {
  if (shape === null) return { expected: 'nothing below a plain value' };
  if ('items' in shape) {
    if (segment.kind !== 'key') return shape.items;
    return { expected: "[0] or [key='value'], as this is a list" };
  }
  const names = Object.keys(shape.fields);
  if (segment.kind !== 'key') return { expected: `a field: ${names.join(', ')}` };
  if (Object.hasOwn(shape.fields, segment.key)) return shape.fields[segment.key]!;
  return { expected: `one of the fields ${names.join(', ')}` };
};

/** Whether objects of a shape can have a place; null when they can. */
export const checkPath = (path: Path, shape: Shape): SyntaxFault | null => {
  if (path.kind === 'context') return null;
  let current: Shape = shape;
  for (const segment of path.segments) {
    if (current === 'any') return null;
    const next: Shape | { readonly expected: string } = step(current, segment);
    if (next !== null && typeof next === 'object' && 'expected' in next) return { at: segment.at, ...next };
    current = next;
  }
  return null;
};

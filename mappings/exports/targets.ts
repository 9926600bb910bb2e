import { readSchema } from '../../schemas/index.ts';
import { type AvroType, fieldsOf, type TargetField, withoutNull } from '../fields/avro.ts';

/** What the rows of an export tell of. */
export const exportKinds = ['statements', 'enrollments', 'workers'] as const;
export type ExportKind = (typeof exportKinds)[number];

/** The topic that a row of each kind becomes a record of, and its schema below `schemas/`. */
export const exportTopics = {
  statements: { topic: 'raw.xapi', schema: 'raw/raw.xapi.avsc' },
  enrollments: { topic: 'raw.enrollment', schema: 'raw/raw.enrollment.avsc' },
  workers: { topic: 'raw.hris', schema: 'raw/raw.hris.avsc' },
} as const satisfies Record<ExportKind, { readonly topic: string; readonly schema: string }>;

/** Fields of a record that whoever reads the export fills. */
export const SUPPLIED = ['source', 'received_at'] as const;

interface RecordType {
  readonly fields: readonly { readonly name: string; readonly type: AvroType; readonly default?: unknown }[];
}

const isRecord = (type: AvroType): boolean => typeof type === 'object' && 'fields' in type;

/** Fields of a record and of the records in it, by their places: `learner.value`. Those below an optional record are optional. */
const flatten = (schema: RecordType, above = '', optional = false): readonly TargetField[] =>
  schema.fields.flatMap((field) => {
    const type = withoutNull(field.type);
    const nullable = optional || type !== field.type;
    if (isRecord(type)) return flatten(type as unknown as RecordType, `${above}${field.name}.`, nullable);
    const [target] = fieldsOf(JSON.stringify({ fields: [field] })).values();
    const otherwise = target!.default ?? (nullable ? null : undefined);
    return [{ ...target!, name: `${above}${field.name}`, nullable, default: otherwise }];
  });

/** Parts of an xAPI statement that a table can hold, with their types; all but verb and object may be absent. */
const STATEMENT_PARTS: Readonly<Record<string, string>> = {
  id: 'string',
  'actor.mbox': 'string',
  'actor.mbox_sha1sum': 'string',
  'actor.openid': 'string',
  'actor.account.homePage': 'string',
  'actor.account.name': 'string',
  'verb.id': 'string',
  'object.id': 'string',
  'object.definition.type': 'string',
  'object.definition.name.en': 'string',
  'result.completion': 'boolean',
  'result.success': 'boolean',
  'result.duration': 'string',
  'result.score.scaled': 'number',
  'result.score.raw': 'number',
  'result.score.min': 'number',
  'result.score.max': 'number',
  'context.registration': 'string',
  'context.platform': 'string',
  timestamp: 'string',
};
const STATEMENT_REQUIRED = ['verb.id', 'object.id'];

const statementTargets = (): readonly TargetField[] =>
  Object.entries(STATEMENT_PARTS).map(([name, type]) => {
    const required = STATEMENT_REQUIRED.includes(name);
    return { name, type: { name: type }, nullable: !required, default: required ? undefined : null };
  });

/** The target of rows that leave out what the export has beside what is read, such as the rows of teachers. */
export const IGNORED_BY = '$ignored_by';

/** What the filter of an export map fills: the name of the rule by which a row is ignored. */
export const FILTER_TARGETS: ReadonlyMap<string, TargetField> = new Map([
  [IGNORED_BY, { name: IGNORED_BY, type: { name: 'string' }, nullable: true, default: null }],
]);

/** What the rows of an export map may fill, by place in the record: for statements, in the statement. */
export const targetsOf = (kind: ExportKind): ReadonlyMap<string, TargetField> => {
  const targets =
    kind === 'statements'
      ? statementTargets()
      : flatten(JSON.parse(readSchema(exportTopics[kind].schema)) as RecordType);
  return new Map(targets.map((target) => [target.name, target]));
};

/** Makes of fields by place the object that has them there, without those that are null. */
export const nest = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const whole: Record<string, unknown> = {};
  for (const [place, value] of Object.entries(fields)) {
    if (value === null || value === undefined) continue;
    const keys = place.split('.');
    let holder = whole;
    for (const key of keys.slice(0, -1)) {
      holder[key] ??= {};
      holder = holder[key] as Record<string, unknown>;
    }
    holder[keys.at(-1)!] = value;
  }
  return whole;
};

import type { Derivation, LearningRuleRow, Mappings } from '../types.ts';
import { choice, complete, createDuplicateCheck, iri, slug } from './cells.ts';
import type { Sources } from './sources.ts';
import type { Cell, FileFormat, Row, Table } from './table.ts';

export const LEARNING_RULES = {
  summary:
    'What a statement leads to. The most specific row applies: one that names a source before one that names a profile, that before one that names an activity type, that before the verb alone. A verb that has no row is counted, and leads to nothing.',
  columns: {
    rule: 'Name of the rule, stamped on what is published and counted when nothing is. Rows that mean the same share it.',
    source: 'Id of the only source the row is for, or `*`.',
    profile: 'Id that the statement must have in `context.contextActivities.category`, or `*`.',
    verb: 'IRI of the verb; never its display text.',
    activity_type: 'IRI of the type of the activity, or `*`.',
    derives:
      'What is derived, separated by `;`: `completion` (when completed), `assessment` (score or success, completed or not), `skill` (when completed or passed), `badge`, `certificate`, `attached_certificate` (if the statement carries a link to one), `completion_revocation`, `badge_revocation`, `certificate_revocation` (taken back by the source), `voiding`; or `ignore`: nothing, on purpose.',
    completed:
      'What the verb implies where `result.completion` is silent: `true`, or `from_result` for nothing. `false`: never completed, whatever the result says.',
    success: 'What the verb implies where `result.success` is silent: `true`, `false`, or `from_result` for nothing.',
  },
} as const satisfies FileFormat;

type Column = keyof typeof LEARNING_RULES.columns;

const DERIVATIONS = [
  'completion',
  'assessment',
  'skill',
  'badge',
  'certificate',
  'attached_certificate',
  'completion_revocation',
  'badge_revocation',
  'certificate_revocation',
  'voiding',
] as const satisfies readonly Derivation[];
const IMPLIED = ['true', 'false', 'from_result'] as const;

const derivations = (cell: Cell): readonly Derivation[] | undefined => {
  if (cell.text === 'ignore') return [];
  const words = cell.text.split(';').map((word) => word.trim());
  const found = words.flatMap((word) => DERIVATIONS.filter((derivation) => derivation === word));
  if (found.length === words.length && new Set(words).size === words.length) return found;
  cell.fault(`ignore, or one or more of ${DERIVATIONS.join(', ')}, each once, separated by ;`);
  return undefined;
};

const anyOr = <T>(cell: Cell, read: (cell: Cell) => T | undefined): T | null | undefined =>
  cell.text === '*' ? null : read(cell);

const readRow = (row: Row<Column>, version: string, sources: Sources): LearningRuleRow | undefined => {
  const knownSource = (cell: Cell): string | undefined => {
    if (sources.declares(cell.text)) return cell.text;
    cell.fault('a source of sources.csv, or *');
    return undefined;
  };
  const verb = iri(row.verb);
  const condition = {
    source: anyOr(row.source, knownSource),
    profile: anyOr(row.profile, iri),
    activity_type: anyOr(row.activity_type, iri),
  };
  const rule = {
    rule: slug(row.rule),
    derives: derivations(row.derives),
    completed: choice(row.completed, IMPLIED),
    success: choice(row.success, IMPLIED),
    mapping_version: version,
  };
  if (verb === undefined || !complete(condition) || !complete(rule)) return undefined;
  return { line: row.rule.line, verb, ...condition, rule };
};

const specificity = ({ source, profile, activity_type }: LearningRuleRow): number =>
  Number(source !== null) * 4 + Number(profile !== null) * 2 + Number(activity_type !== null);

export const loadLearningRules = (
  table: Table<Column>,
  sources: Sources,
): Pick<Mappings, 'learningRule' | 'learningRules'> => {
  const isDuplicate = createDuplicateCheck('combination of source, profile, verb and activity type');
  const byVerb = new Map<string, LearningRuleRow[]>();
  for (const row of table.rows) {
    const read = readRow(row, table.version, sources);
    const key = [row.source, row.profile, row.verb, row.activity_type].map((cell) => cell.text).join(' ');
    if (!read || isDuplicate(row.verb, key)) continue;
    const candidates = byVerb.get(read.verb);
    if (candidates) candidates.push(read);
    else byVerb.set(read.verb, [read]);
  }
  for (const candidates of byVerb.values()) candidates.sort((a, b) => specificity(b) - specificity(a));

  const learningRule: Mappings['learningRule'] = (verb_id, activity_type, profiles, source) =>
    byVerb
      .get(verb_id)
      ?.find(
        (candidate) =>
          (candidate.activity_type === null || candidate.activity_type === activity_type) &&
          (candidate.source === null || candidate.source === source) &&
          (candidate.profile === null || profiles?.includes(candidate.profile) === true),
      )?.rule;
  return { learningRule, learningRules: [...byVerb.values()].flat() };
};

import type { ActivityKind, Derivation, LearningRuleRow, Mappings } from '../types.ts';
import { ACTIVITY_KINDS } from './activity-types.ts';
import { choice, complete, createDuplicateCheck, iri, slug } from './cells.ts';
import type { Sources } from './sources.ts';
import type { Cell, FileFormat, Row, Table } from './table.ts';
import { loadVerbs, type VERBS } from './verbs.ts';
import { createVocabulary, isSameWord } from './vocabulary.ts';

export const LEARNING_RULES = {
  summary:
    'What a statement leads to. The most specific row applies: one that names a source before one that names a profile, that before one that names an activity type, that before one that names a kind of activity, that before the verb alone. Of two profiles, `profiles.csv` says which counts. A verb that has no row, here or in `verbs.csv`, is counted, and leads to nothing.',
  columns: {
    rule: 'Name of the rule, stamped on what is published and counted when nothing is. Rows that mean the same share it.',
    source: 'Id of the only source the row is for, or `*`.',
    profile: 'Id that the statement must have in `context.contextActivities.category`, or `*`.',
    verb: 'IRI of the verb; never its display text. http or https, `www.`, case of the host, an empty fragment and a slash at the end make no difference, but for voiding, which the specification ties to one IRI.',
    activity_type:
      'Kind of the activity, as `activity-types.csv` names kinds; or IRI of one type, which may be written as freely as there; or `*`. `unknown`: an activity without a type, or of one that has no row, but only where the result of the statement says that it is completed, passed or failed, or has a score: such an activity may be a course.',
    derives:
      'What is derived, separated by `;`: `completion` (when completed), `assessment` (a score or success, to `marketplace.score`, and a completion when the result says so; without it, a score is not read), `skill` (when completed or passed), `badge`, `certificate`, `attached_certificate` (if the statement carries a link to one), `completion_revocation`, `badge_revocation`, `certificate_revocation` (taken back by the source), `voiding`; or `ignore`: nothing, on purpose.',
    completed:
      'What the verb implies where `result.completion` is silent: `true`, or `from_result` for nothing. `from_whole_progress`: the same, but not completed where the result tells a progress below 100 % too. `false`: never completed, whatever the result says.',
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
const IMPLIED_COMPLETION = [...IMPLIED, 'from_whole_progress'] as const;

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

/** A kind of activity or one type; neither for `*`. */
const activityOf = (cell: Cell): Pick<LearningRuleRow, 'activity_type' | 'activity_kind'> | undefined => {
  const activity_kind = [...ACTIVITY_KINDS, 'unknown' as const].find((kind) => kind === cell.text) ?? null;
  const activity_type = activity_kind === null ? anyOr(cell, iri) : null;
  return activity_type === undefined ? undefined : { activity_type, activity_kind };
};

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
    activity: activityOf(row.activity_type),
  };
  const rule = {
    rule: slug(row.rule),
    derives: derivations(row.derives),
    completed: choice(row.completed, IMPLIED_COMPLETION),
    success: choice(row.success, IMPLIED),
    mapping_version: version,
  };
  if (verb === undefined || !complete(condition) || !complete(rule)) return undefined;
  const { source, profile, activity } = condition;
  return { line: row.rule.line, verb, source, profile, ...activity, rule };
};

const specificity = ({ source, profile, activity_type, activity_kind }: LearningRuleRow): number =>
  Number(source !== null) * 8 +
  Number(profile !== null) * 4 +
  Number(activity_type !== null) * 2 +
  Number(activity_kind !== null);

/** Only one verb voids (1.0.3 Data 2.3.2): to a store, one that merely looks like it means nothing. */
const voids = (candidates: readonly LearningRuleRow[]): boolean =>
  candidates.some(({ rule }) => rule.derives.includes('voiding'));

const rulesByVerb = (
  table: Table<Column>,
  profileRank: Mappings['profileRank'],
  sources: Sources,
): Map<string, LearningRuleRow[]> => {
  const isDuplicate = createDuplicateCheck('combination of source, profile, verb and activity type');
  const by_verb = new Map<string, LearningRuleRow[]>();
  // A finite number, as the difference of two infinite ones is none.
  const rank = ({ profile }: LearningRuleRow): number =>
    (profile === null ? undefined : profileRank(profile)) ?? Number.MAX_SAFE_INTEGER;
  for (const row of table.rows) {
    const read = readRow(row, table.version, sources);
    const key = [row.source, row.profile, row.verb, row.activity_type].map((cell) => cell.text).join(' ');
    if (!read || isDuplicate(row.verb, key)) continue;
    const candidates = by_verb.get(read.verb);
    if (candidates) candidates.push(read);
    else by_verb.set(read.verb, [read]);
  }
  for (const candidates of by_verb.values())
    candidates.sort((a, b) => specificity(b) - specificity(a) || rank(a) - rank(b));
  return by_verb;
};

export const loadLearningRules = (
  table: Table<Column>,
  verbs: Table<keyof typeof VERBS.columns>,
  { activityKind, profileRank }: Pick<Mappings, 'activityKind' | 'profileRank'>,
  sources: Sources,
): Pick<Mappings, 'learningRule' | 'learningRules'> => {
  const by_verb = rulesByVerb(table, profileRank, sources);
  const all = new Map<string, readonly LearningRuleRow[]>(by_verb);
  // Rows that are faulty name their verb all the same: one fault is no reason to complain of what refers to it.
  const named = new Set(table.rows.map((row) => row.verb.text));
  for (const [verb, same_as] of loadVerbs(verbs, table.unreadable ? null : (verb) => named.has(verb)))
    all.set(verb, by_verb.get(same_as) ?? []);
  const rulesOf = createVocabulary(all, voids);

  const learningRule: Mappings['learningRule'] = (verb_id, activity_type, profiles, source, says_result = false) => {
    const known: ActivityKind | undefined = activity_type === undefined ? undefined : activityKind(activity_type);
    const kind = known ?? (says_result ? 'unknown' : undefined);
    return rulesOf(verb_id)?.find(
      (candidate) =>
        (candidate.activity_kind === null || candidate.activity_kind === kind) &&
        (candidate.activity_type === null || isSameWord(candidate.activity_type, activity_type)) &&
        (candidate.source === null || candidate.source === source) &&
        (candidate.profile === null || profiles?.includes(candidate.profile) === true),
    )?.rule;
  };
  return { learningRule, learningRules: [...by_verb.values()].flat() };
};

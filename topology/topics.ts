import type { TopicDeclaration } from './types.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const YEAR_MS = 365 * DAY_MS;

/** The largest input record; a 1 MB statement fits with its envelope. */
const INPUT_MAX_BYTES = 2 * 1024 * 1024;
/** A parked or resubmitted record carries an input record and what is known of it, so it may be larger than any input. */
const CARRIER_MAX_BYTES = INPUT_MAX_BYTES + 256 * 1024;
/** A dead letter has the key of its record in base64, which takes four bytes for three. A record may be all key. */
const DEAD_LETTER_MAX_BYTES = CARRIER_MAX_BYTES + Math.ceil(INPUT_MAX_BYTES / 3);
const RECORD_MAX_BYTES = 1024 * 1024;

/** Partition counts are part of the contract: keys are spread by hash, so a change moves keys. */
const PARTITIONS = 6;

/** What a topic must say of itself; of the rest there are defaults. */
type Given = Partial<TopicDeclaration> & Pick<TopicDeclaration, 'key' | 'schema' | 'owner' | 'description'>;

const topic = (declaration: Given): TopicDeclaration => ({
  partitions: PARTITIONS,
  cleanup: 'delete',
  retention_ms: declaration.cleanup === 'compact' ? null : 7 * DAY_MS,
  message_max_bytes: RECORD_MAX_BYTES,
  timestamp_type: 'CreateTime',
  writers: 'internal',
  audience: 'public',
  ...declaration,
});

/** What others send: of any size that a statement has, and kept from its arrival on, whenever its sender says it was. */
const raw = (declaration: Given): TopicDeclaration =>
  topic({ message_max_bytes: INPUT_MAX_BYTES, timestamp_type: 'LogAppendTime', writers: 'external', ...declaration });

/**
 * Where records of a raw topic go that come back: parked records that are released, and dead letters that are replayed. It has
 * the partitions of the raw topic, since both are read by one task. Kept as long as dead letters: claims that were lost are
 * restored from it.
 */
const resubmissions = <Raw extends string>(input: Raw, declaration: Pick<Given, 'schema'> & Partial<Given>) => ({
  ...topic({
    audience: 'internal',
    key: `as ${input}, whose partition it has`,
    retention_ms: 30 * DAY_MS,
    message_max_bytes: CARRIER_MAX_BYTES,
    owner: 'Skillstream',
    description: `Records of ${input} that come back: released parked records and replayed dead letters.`,
    ...declaration,
  }),
  resubmits: input,
});

const deadLetters = (input: string, owner: string): TopicDeclaration =>
  topic({
    key: "keyed hash of the input's key",
    schema: null,
    retention_ms: 30 * DAY_MS,
    message_max_bytes: DEAD_LETTER_MAX_BYTES,
    owner,
    description: `Records of ${input} that cannot be right: the original bytes, the reason and the encrypted key in headers.`,
  });

/** Every topic, public and internal. */
export const topics = {
  'raw.xapi': raw({
    key: 'learner alias as the producer knows it',
    schema: 'raw/raw.xapi.avsc',
    owner: 'LMS teams',
    description: 'xAPI statements as the learning systems send them.',
  }),
  'raw.enrollment': raw({
    key: 'learner alias as the producer knows it',
    schema: 'raw/raw.enrollment.avsc',
    owner: 'LMS teams',
    description: 'Enrollment changes in the words of the learning systems.',
  }),
  'raw.hris': raw({
    // One partition, so that one writer at a time decides who owns an alias: two claims can never miss each other.
    partitions: 1,
    key: 'employee id',
    schema: 'raw/raw.hris.avsc',
    owner: 'HR systems team',
    description: 'Worker events and snapshot rows of the HR systems.',
  }),
  'identity.link': topic({
    cleanup: 'compact',
    key: 'alias (keyed hash)',
    schema: 'identity/identity.link.avsc',
    owner: 'Skillstream',
    description: 'Which member an alias belongs to.',
  }),
  'identity.audit': topic({
    retention_ms: 5 * YEAR_MS,
    key: 'member id',
    schema: 'identity/identity.audit.avsc',
    owner: 'Skillstream',
    description: 'Every decision about identities.',
  }),
  'identity.unresolved': topic({
    retention_ms: 90 * DAY_MS,
    key: 'alias (keyed hash)',
    schema: 'identity/identity.unresolved.avsc',
    message_max_bytes: CARRIER_MAX_BYTES,
    owner: 'Skillstream',
    description: 'Records that are right but whose person is not known yet.',
  }),
  'marketplace.member': topic({
    cleanup: 'compact',
    key: 'member id',
    schema: 'marketplace/marketplace.member.avsc',
    owner: 'Skillstream',
    description: 'Public profile of each member.',
  }),
  'marketplace.enrollment': topic({
    cleanup: 'compact',
    key: 'member id | course id',
    schema: 'marketplace/marketplace.enrollment.avsc',
    owner: 'Skillstream',
    description: 'Standing of each member in each course.',
  }),
  'marketplace.enrollment-drift': topic({
    cleanup: 'compact',
    key: 'member id | course id',
    schema: 'marketplace/marketplace.enrollment-drift.avsc',
    owner: 'Skillstream',
    description: 'Where enrollment and learning disagree about a member in a course, until they agree again.',
  }),
  'marketplace.completion': topic({
    retention_ms: 5 * YEAR_MS,
    key: 'member id',
    schema: 'marketplace/marketplace.completion.avsc',
    owner: 'Skillstream',
    description: 'Who completed what and when.',
  }),
  'marketplace.score': topic({
    retention_ms: 5 * YEAR_MS,
    key: 'member id',
    schema: 'marketplace/marketplace.score.avsc',
    owner: 'Skillstream',
    description: 'Assessment results: scores from 0 to 100, passed or failed.',
  }),
  'marketplace.skill': topic({
    retention_ms: 5 * YEAR_MS,
    key: 'member id',
    schema: 'marketplace/marketplace.skill.avsc',
    owner: 'Skillstream',
    description: 'Evidence that a member has a skill.',
  }),
  'marketplace.credential': topic({
    retention_ms: 5 * YEAR_MS,
    key: 'member id',
    schema: 'marketplace/marketplace.credential.avsc',
    owner: 'Skillstream',
    description: 'Badges and certificates.',
  }),
  'marketplace.skill-profile': topic({
    cleanup: 'compact',
    key: 'member id | skill URI',
    schema: 'marketplace/marketplace.skill-profile.avsc',
    owner: 'Skillstream',
    description: 'What all evidence together says of each skill of a member.',
  }),
  'raw.xapi.dlq': deadLetters('raw.xapi', 'LMS teams'),
  'raw.enrollment.dlq': deadLetters('raw.enrollment', 'LMS teams'),
  'raw.hris.dlq': deadLetters('raw.hris', 'HR systems team'),
  'identity.unresolved.dlq': deadLetters('identity.unresolved', 'Skillstream'),
  'identity.link.dlq': deadLetters('identity.link', 'Skillstream'),
  'marketplace.completion.dlq': deadLetters('marketplace.completion', 'Skillstream'),
  'enrollment.resolved.dlq': deadLetters('enrollment.resolved', 'Skillstream'),
  'learning.voided.dlq': deadLetters('learning.voided', 'Skillstream'),
  'learning.statement.dlq': deadLetters('learning.statement', 'Skillstream'),
  'marketplace.skill.dlq': deadLetters('marketplace.skill', 'Skillstream'),
  'marketplace.member.dlq': deadLetters('marketplace.member', 'Skillstream'),
  'skill.news.dlq': deadLetters('skill.news', 'Skillstream'),
  'ops.recall.dlq': deadLetters('ops.recall', 'Skillstream'),
  'ops.ledger': topic({
    retention_ms: 30 * DAY_MS,
    key: 'group | input topic | partition',
    schema: 'ops/ops.ledger.avsc',
    owner: 'Skillstream',
    description: 'What became of each chunk of input.',
  }),
  'ops.position': topic({
    cleanup: 'compact',
    segment_bytes: 4 * 1024 * 1024,
    key: 'group | input topic | partition, in the partition of the group',
    schema: 'ops/ops.position.avsc',
    owner: 'Skillstream',
    description:
      'Up to where each group has handled each input partition: the second witness beside committed offsets.',
  }),
  'ops.replay': topic({
    // One partition: what operators did, in order. Longer than any dead letter is kept, or one could be sent twice.
    partitions: 1,
    retention_ms: YEAR_MS,
    key: 'dead-letter topic | partition',
    schema: 'ops/ops.replay.avsc',
    owner: 'Skillstream',
    description: 'Which dead letters operators sent back: who, when and why.',
  }),
  'ops.recall': topic({
    retention_ms: YEAR_MS,
    key: 'alias (keyed hash)',
    schema: 'ops/ops.recall.avsc',
    owner: 'Skillstream',
    description: 'Whose parked records operators want read anew: who, when and why.',
  }),
  'learning.resubmission-repartition': resubmissions('raw.xapi', { schema: 'raw/raw.xapi.avsc' }),
  'enrollment.resubmission-repartition': resubmissions('raw.enrollment', { schema: 'raw/raw.enrollment.avsc' }),
  'identity.resubmission-repartition': resubmissions('raw.hris', { schema: 'raw/raw.hris.avsc', partitions: 1 }),
  'ops.shared-setting': topic({
    // One partition: one writer at a time, and all of it is read at each start.
    partitions: 1,
    cleanup: 'compact',
    key: 'scope | setting',
    schema: 'ops/ops.shared-setting.avsc',
    owner: 'Skillstream',
    description:
      'What all instances must have shared settings set to; of secrets a check value. Who changed them, when and why.',
  }),
  'enrollment.resolved': topic({
    audience: 'internal',
    key: 'member id | course id',
    schema: 'internal/enrollment.resolved.avsc',
    owner: 'Skillstream',
    description: 'Enrollment changes and completions on their way to the partition that keeps the standing.',
  }),
  'enrollment.journal': topic({
    cleanup: 'compact',
    audience: 'internal',
    key: 'member id | course id',
    schema: 'internal/enrollment.journal.avsc',
    owner: 'Skillstream',
    description: 'What is known of each member in each course: changes, completions, and how they disagree.',
  }),
  'learning.statement': topic({
    audience: 'internal',
    key: 'statement id',
    schema: 'internal/learning.statement.avsc',
    owner: 'Skillstream',
    description: 'What statements led to, and which statements are voided, on their way to where both meet.',
  }),
  'voiding.statement': topic({
    cleanup: 'compact',
    audience: 'internal',
    key: 'statement id',
    schema: 'internal/voiding.statement.avsc',
    owner: 'Skillstream',
    description: 'Statements that led to something or are voided, for as long as they can be voided.',
  }),
  'learning.registration': topic({
    cleanup: 'compact',
    audience: 'internal',
    key: 'input partition | UUIDv5 of member, registration and activity',
    schema: 'internal/learning.registration.avsc',
    owner: 'Skillstream',
    description: 'What the statements of a cmi5 registration say, from which follows which of them count.',
  }),
  'learning.voided': topic({
    audience: 'internal',
    key: 'as learning.registration, whose partition it has',
    schema: 'internal/learning.voided.avsc',
    owner: 'Skillstream',
    description: 'Voided statements of cmi5 registrations, on their way to the partition that keeps the registration.',
  }),
  'skill.news': topic({
    audience: 'internal',
    key: 'member id',
    schema: 'internal/skill.news.avsc',
    owner: 'Skillstream',
    description: 'Evidence, merges and erasures on their way to the member whose evidence it is, or who counts it.',
  }),
  'skill.member': topic({
    cleanup: 'compact',
    audience: 'internal',
    key: 'member id',
    schema: 'internal/skill.member.avsc',
    owner: 'Skillstream',
    description: 'Which skills there is evidence of, and where each member is merged into.',
  }),
  'skill.evidence': topic({
    cleanup: 'compact',
    audience: 'internal',
    key: 'member id | skill URI, in the partition of the member id',
    schema: 'internal/skill.evidence.avsc',
    owner: 'Skillstream',
    description: 'The evidence behind each skill profile.',
  }),
  'identity.worker': topic({
    cleanup: 'compact',
    audience: 'internal',
    key: 'employee id (keyed hash); the same with |employment for starts and ends',
    schema: 'internal/identity.worker.avsc',
    owner: 'Skillstream',
    description: 'The newest that is known of each worker.',
  }),
  'identity.group': topic({
    cleanup: 'compact',
    audience: 'internal',
    key: 'employee id (keyed hash)',
    schema: 'internal/identity.group.avsc',
    owner: 'Skillstream',
    description: 'Merges, unmerges and erasures of each worker that any of them names.',
  }),
  'identity.hold': topic({
    cleanup: 'compact',
    audience: 'internal',
    key: 'input topic | partition | alias (keyed hash)',
    schema: 'internal/identity.hold.avsc',
    owner: 'Skillstream',
    description: 'Aliases whose later records wait behind parked ones.',
  }),
  'identity.waiting': topic({
    cleanup: 'compact',
    audience: 'internal',
    key: 'alias (keyed hash)',
    schema: 'internal/identity.waiting.avsc',
    owner: 'Skillstream',
    description: 'Parked records by alias, with their deadlines.',
  }),
} as const satisfies Record<string, TopicDeclaration>;

export type TopicName = keyof typeof topics;

const declared: Readonly<Record<string, TopicDeclaration>> = topics;

/** The input whose records a topic carries: the topic itself, or the one whose records come back through it. */
export const originInputOf = (topic: string): TopicName => (declared[topic]?.resubmits ?? topic) as TopicName;

const resubmission: ReadonlyMap<string, TopicName> = new Map(
  (Object.keys(topics) as TopicName[]).flatMap((name) => {
    const { resubmits } = declared[name]!;
    return resubmits === undefined ? [] : [[resubmits, name]];
  }),
);

/** Whether records of a topic come back through another one. */
export const isResubmitted = (input: string): boolean => resubmission.has(input);

/** Where a record of an input goes that comes back: the resubmission topic of the input, or the input itself. */
export const resubmissionTopicOf = (input: string): TopicName => resubmission.get(input) ?? (input as TopicName);

/** Whether only this system writes a topic, so that its headers are believed. */
export const isWrittenByUs = (topic: string): boolean => declared[topic]?.writers === 'internal';

const DEAD_LETTERS = '.dlq';
export const deadLetterTopics: readonly TopicName[] = (Object.keys(topics) as TopicName[]).filter((name) =>
  name.endsWith(DEAD_LETTERS),
);

/** Input of a dead-letter topic. */
export const inputOfDeadLetters = (name: TopicName): TopicName => name.slice(0, -DEAD_LETTERS.length) as TopicName;

/** Subject under which the registry keeps the schema of a topic's values (TopicNameStrategy). */
export const subjectOf = (topicName: TopicName): string => `${originInputOf(topicName)}-value`;

/** Dead-letter topic of an input. What comes back and dies again goes where it was at first. */
export const deadLetterTopicOf = (input: string): TopicName => {
  const name = `${originInputOf(input)}${DEAD_LETTERS}`;
  if (!(name in topics)) throw new Error(`topology: no dead-letter topic ${name}`);
  return name as TopicName;
};

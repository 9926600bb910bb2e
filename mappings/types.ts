import type { ActivityKind, CredentialKind, TopicRecords } from '../schemas/types.generated.ts';
import type { MappingErrorCode } from './error-codes.ts';
import type { fieldMaps } from './fields/declarations.ts';

export type { ActivityKind };

/** How one learning or HR system is to be read: a row of `sources.csv`. */
export interface SourcePolicy {
  readonly id: string;
  readonly kind: 'lms' | 'hris';
  /** Range that `score.scaled` of this source runs over; null: not known, so a scaled score alone is refused. */
  readonly scaled_convention: '0..1' | '-1..1' | null;
  /** Range of `score.raw` where a statement leaves `min` or `max` out; null bounds are not known. */
  readonly raw_range: { readonly min: number | null; readonly max: number | null };
  /** Whether numbers written as text, such as `"95"`, are read as numbers. */
  readonly quoted_numbers: 'refuse' | 'accept';
  /** Offset of times that carry none, in minutes east of UTC; null: such times are refused. */
  readonly default_offset_minutes: number | null;
  /** What this source hashes into `mbox_sha1sum`: the full `mailto:` IRI, as xAPI says, or the bare address. */
  readonly mbox_sha1sum_of: 'mailto' | 'address';
  readonly unknown_person: 'park';
  /** IRI of the issuer of its badges and certificates; null: the source id stands for it. */
  readonly issuer: string | null;
  /** IRI of a course given by its local id, with `{id}` for the id; null: ids are published as they are. */
  readonly course_iri: string | null;
  /** How long the source promises to keep certificate documents; null: not known. */
  readonly certificate_retention_days: number | null;
  /** How ids of one course may differ; empty: different ids are different courses. */
  readonly same_course: readonly ('scheme' | 'slash' | 'wrapped')[];
}

/** Which addresses of a domain are the same mailbox: a row of `email-domains.csv`. The domain is always lower case. */
export interface EmailDomainPolicy {
  /** `keep`: Anna@ and anna@ may be two people. */
  readonly local_part: 'keep' | 'lower';
  /** Character that starts a sub-address, such as `+`; null: nothing is stripped. */
  readonly sub_address: string | null;
}

/**
 * What is derived from a statement.
 * - `completion`: a completion record, when `isCompleted` says so;
 * - `assessment`: a score record, where there is a score or success, and a completion record beside it when `isCompleted` says so;
 *   without it, a score is not read;
 * - `skill`: evidence for each skill of the course, when completed or passed;
 * - `badge`, `certificate`: a credential; `attached_certificate`: one, if the statement carries a link to it;
 * - `completion_revocation`, `badge_revocation`, `certificate_revocation`: takes back what the source told of the activity, badge
 *   or certificate before;
 * - `voiding`: takes another statement back.
 */
export type Derivation =
  | 'completion'
  | 'assessment'
  | 'skill'
  | 'badge'
  | 'certificate'
  | 'attached_certificate'
  | 'completion_revocation'
  | 'badge_revocation'
  | 'certificate_revocation'
  | 'voiding';

/** What a verb implies where the statement's result is silent; `from_result`: nothing. */
export type Implied = 'true' | 'false' | 'from_result';

/** `from_whole_progress`: as `from_result`, but nothing is completed that the learner has got only a part of the way in. */
export type ImpliedCompletion = Implied | 'from_whole_progress';

/** What a statement leads to: a row of `learning-rules.csv`. */
export interface LearningRule {
  /** Stable name; stamped on what is published and counted when nothing is. */
  readonly rule: string;
  /** Empty: the rule says that the statement carries nothing for the marketplace. */
  readonly derives: readonly Derivation[];
  /** Whether the activity counts as completed; see `isCompleted`. */
  readonly completed: ImpliedCompletion;
  /** Whether it counts as passed; see `successOf`. */
  readonly success: Implied;
  readonly mapping_version: string;
}

/** A learning rule and what it is for; null stands for any. */
export interface LearningRuleRow {
  readonly line: number;
  readonly source: string | null;
  readonly profile: string | null;
  readonly verb: string;
  readonly activity_type: string | null;
  /** Null where a row names one type, or any. `unknown`: what is of no known kind, where the result says something. */
  readonly activity_kind: ActivityKind | 'unknown' | null;
  readonly rule: LearningRule;
}

/** One skill that completing a course is evidence of: a row of `course-skills.csv`. */
export interface CourseSkill {
  readonly framework: string;
  readonly skill_uri: string;
  readonly label: string;
  readonly level: string | null;
  /** Weight of the evidence, above 0 and up to 1. */
  readonly confidence: number;
  readonly mapping_version: string;
  /** When the evidence expires, epoch milliseconds; null: never. */
  readonly expires_at: number | null;
}

/** What is known of a credential beside what its statement says: a row of `credentials.csv`. */
export interface CredentialPolicy {
  readonly name: string;
  /** How long it is valid where the statement names no end; null: it does not expire. */
  readonly validity_months: number | null;
  /** The credential that it takes the place of; null: only earlier ones of its own. */
  readonly renews: string | null;
}

/** A row of a mapping file that still counts and should not be used any more. */
export interface Deprecation {
  readonly file: string;
  readonly line: number;
  /** Version of the file. */
  readonly since: string;
  readonly use_instead: string;
}

/** Mends what one source is known to send wrong: rows of `repairs.csv` that share a name. */
export interface Repair {
  /** Counted, with the name of the rule, when it mended something. */
  readonly name: string;
  /** Changes a parsed statement in place; true when it did. Never throws, whatever JSON it gets. */
  readonly mend: (statement: unknown) => boolean;
}

/** A row of `repairs.csv`. */
export interface RepairRow {
  readonly line: number;
  /** Name of the repair. */
  readonly repair: string;
  readonly has_sample: boolean;
}

export interface MappedCourse {
  readonly course_id: string;
  readonly course_name: string;
}

export type EnrollmentState = TopicRecords['marketplace.enrollment']['enrollment_state'];

/** What a source's word means: a row of `enrollment-status.csv`. */
export interface EnrollmentMeaning {
  readonly state: EnrollmentState;
  readonly rule: string;
  /** Whether the source also sends a statement of it; false for all but completions. */
  readonly statement_expected: boolean;
  readonly mapping_version: string;
}

/** A word that a vocabulary knows. */
export interface EnrollmentWord {
  readonly source: string;
  readonly word: string;
  readonly state: EnrollmentState;
}

type Declarations = typeof fieldMaps;

/**
 * The target fields that a field map fills. What is missing here the service supplies: ids, stamps, and what it decides
 * by other rules. Fields that the target must have and that the source may leave open are null then, and the service
 * decides: `learning_completed` by the learning rule, `employment_kind` by the worker's last known state.
 */
type Filled<Declaration extends { target: keyof TopicRecords; supplied: readonly string[]; open: readonly string[] }> =
  {
    -readonly [F in Exclude<keyof TopicRecords[Declaration['target']], Declaration['supplied'][number]>]:
      | TopicRecords[Declaration['target']][F]
      | (F extends Declaration['open'][number] ? null : never);
  };

export type FieldMapName = keyof Declarations;

/** What each field map gives; from what, `fields/declarations.ts` says. */
export type MappedFields = { [Name in FieldMapName]: Filled<Declarations[Name]> };

/** What transforms may know beside the value. */
export interface MappingContext {
  readonly source: SourcePolicy;
  /** When the sender took the record in, epoch milliseconds; `$received_at` in field maps. */
  readonly received_at: number;
  /** Id of the course that what a statement tells of is part of; `$course` in field maps. Absent where none is known. */
  readonly course_id?: string | undefined;
}

export interface Mapped<Fields> {
  readonly kind: 'mapped';
  readonly fields: Fields;
}

/** The value breaks the map. `reason` never repeats the value, so it holds no personal data. */
export interface MappingRejection {
  readonly kind: 'rejected';
  readonly code: MappingErrorCode;
  readonly reason: string;
  /** JSON path in the source object, such as `$.result.score.raw`. */
  readonly path: string;
}

/** A row of a field map, for those who explain what the map does. */
export interface FieldMapRow {
  readonly line: number;
  readonly source_field: string;
  readonly target_field: string;
  readonly required: boolean;
  /** What else the field could mean; null where there is no doubt. */
  readonly ambiguity: string | null;
  /** What the row was guessed from; null: somebody has checked it. */
  readonly guess: string | null;
  /** What somebody has to decide before services read the row. */
  readonly questions: readonly string[];
  /** What stands at the place of the field; undefined or null where nothing does. */
  readonly read: (source: unknown, context: MappingContext) => unknown;
}

/** A map whose files are checked, made ready for use. */
export interface CompiledMap<Fields extends object> {
  readonly version: string;
  readonly rows: readonly FieldMapRow[];
  /** Maps a source object. Never throws on data; the same input always gives the same output. */
  readonly apply: (source: unknown, context: MappingContext) => Mapped<Fields> | MappingRejection;
}

/** A compiled field map. */
export type FieldMap<Name extends FieldMapName = FieldMapName> = CompiledMap<MappedFields[Name]>;

/** All mapping files, checked and compiled. */
export interface Mappings {
  /** Semantic version of a file, by its path below `mappings/`. Throws on a file that is no mapping. */
  readonly version_of: (file: string) => string;
  readonly source: (id: string) => SourcePolicy | undefined;
  /** All sources, in the order of the file. */
  readonly sources: readonly SourcePolicy[];
  /** Repairs that the source lists, in order; none for nearly all sources. */
  readonly repairsOf: (source: Pick<SourcePolicy, 'id' | 'quoted_numbers'>) => readonly Repair[];
  /** All rows of `repairs.csv`, in the order of the file. */
  readonly repairRows: readonly RepairRow[];
  /** Policy of a domain, in whatever case; the `*` row where the domain has none of its own. */
  readonly emailDomain: (domain: string) => EmailDomainPolicy;
  /** What kind of thing an activity type is; undefined: no row names it. */
  readonly activityKind: (activity_type: string) => ActivityKind | undefined;
  /**
   * The most specific rule for a verb: rules that name a source go before those that name a profile, those before rules
   * that name an activity type, those before rules that name a kind of activity, those before the verb alone. Undefined: no
   * rule knows the verb.
   * @param profiles ids of the statement's `context.contextActivities.category`
   * @param source id of the learning system
   * @param says_result whether the statement's result says something, so that rules for activities of unknown kind apply
   */
  readonly learningRule: (
    verb_id: string,
    activity_type: string | undefined,
    profiles?: readonly string[],
    source?: string,
    says_result?: boolean,
  ) => LearningRule | undefined;
  /** All rows of `learning-rules.csv`; those of one verb in the order in which they are tried. */
  readonly learningRules: readonly LearningRuleRow[];
  /** Place of a profile among those of `profiles.csv`, from 0: of two, the first counts. Undefined for one that has no row. */
  readonly profileRank: (profile: string) => number | undefined;
  /** Place of a level among those of its framework, from 1: the greater, the higher. Undefined for a level that has no row. */
  readonly levelRank: (framework: string, level: string) => number | undefined;
  /**
   * Empty for a course without a mapping at that time: skills are never guessed.
   * @param at_ms when the learning happened: decides which rows apply, and when the evidence expires
   */
  readonly skillsOf: (course_id: string, at_ms: number) => readonly CourseSkill[];
  /** By the id of the credential, else by that of the course it was earned by; undefined: no row knows either. */
  readonly credentialPolicy: (
    kind: CredentialKind,
    credential_id: string,
    course_id: string | null,
  ) => CredentialPolicy | undefined;
  /** Rows that should not be used any more, in the order of files and lines. */
  readonly deprecations: readonly Deprecation[];
  /** Courses of `course-skills.csv` in the order of the file. */
  readonly courses: readonly MappedCourse[];
  /** Undefined: the vocabulary of the source does not know the word. Case and spacing of the word do not matter. */
  readonly enrollmentState: (source: string, status: string) => EnrollmentMeaning | undefined;
  /** All words of all vocabularies, in the order of the file. */
  readonly enrollmentWords: readonly EnrollmentWord[];
  /** Whether the source has a vocabulary for enrollments; one that has none sends statements only. */
  readonly tellsEnrollments: (source: string) => boolean;
  /** Whether `enrollment-status.csv` says that the source sends no enrollments, so that a vocabulary is not just missing. */
  readonly sendsNoEnrollments: (source: string) => boolean;
  readonly fieldMap: <Name extends FieldMapName>(name: Name) => FieldMap<Name>;
}

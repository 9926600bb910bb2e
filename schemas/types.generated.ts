// Generated from the Avro schemas by `npm run generate`; do not edit.

/** One xAPI statement as the learning system sent it. */
export interface XapiStatement {
  /** Id of the learning system, as in mappings/sources.csv. */
  readonly source: string;
  /** When the sender took the statement in; epoch milliseconds, UTC */
  readonly received_at: number;
  /** The statement as JSON text, exactly as received: nothing is lost, nothing is repaired. */
  readonly statement: string;
}

/** What kind of name this is for a person. */
export type AliasKind = 'mbox' | 'mbox_sha1sum' | 'openid' | 'account' | 'employee_id' | 'sso_subject' | 'lms_user';

/** One name under which the source knows the learner. */
export interface LearnerAlias {
  /** Kind of the name. */
  readonly kind: AliasKind;
  /** Home page of an account, issuer of an SSO subject, source of an LMS user; null for the other kinds. */
  readonly namespace: string | null;
  /** The name itself: mailto IRI or address, hex SHA-1, OpenID URI, account name, employee id, SSO subject or LMS user id. */
  readonly value: string;
}

/** A learner was enrolled, finished or left a course, in the words of the learning system. */
export interface EnrollmentChange {
  /** Unique id given by the source; the same id again is a repeat. */
  readonly event_id: string;
  /** Id of the learning system, as in mappings/sources.csv. */
  readonly source: string;
  /** Who it is about. */
  readonly learner: LearnerAlias;
  /** IRI or source-local id of the course. */
  readonly course_id: string;
  /** Title of the course as the source shows it. */
  readonly course_name: string | null;
  /** Status in the vocabulary of the source; mappings/enrollment-status.csv gives its meaning. */
  readonly status: string;
  /** When the status changed at the source; epoch milliseconds, UTC */
  readonly occurred_at: number;
  /** When the sender took the change in; epoch milliseconds, UTC */
  readonly received_at: number;
}

/** What happened. */
export type WorkerEventKind = 'snapshot_row' | 'hire' | 'update' | 'terminate' | 'rehire' | 'merge' | 'unmerge' | 'erase';

/** Kind of the working relation. */
export type EmploymentKind = 'employee' | 'contractor' | 'alumni';

/** An account, as xAPI has it. */
export interface Account {
  /** IRI of the system the account is on. */
  readonly home_page: string;
  /** Name of the account there. */
  readonly name: string;
}

/** A subject of an identity provider (SAML or OIDC). */
export interface SsoSubject {
  /** Issuer of the subject. */
  readonly issuer: string;
  /** Subject at that issuer. */
  readonly subject: string;
}

/** A user id inside one learning system. */
export interface LmsUser {
  /** Id of the learning system. */
  readonly source: string;
  /** User id there. */
  readonly user_id: string;
}

/** The worker after the event. */
export interface Worker {
  /** Kind of the working relation. */
  readonly employment_kind: EmploymentKind;
  /** True while the worker is on leave. */
  readonly on_leave: boolean;
  /** Given name. */
  readonly given_name: string | null;
  /** Family name. */
  readonly family_name: string | null;
  /** Work e-mail address. */
  readonly email: string | null;
  /** True when the worker lets the marketplace show the work e-mail. */
  readonly email_consent: boolean;
  /** Further addresses of the same person. */
  readonly other_emails: readonly string[];
  /** Accounts in learning systems. */
  readonly accounts: readonly Account[];
  /** OpenID URIs. */
  readonly openids: readonly string[];
  /** Single sign-on subjects. */
  readonly sso_subjects: readonly SsoSubject[];
  /** Learning system user ids. */
  readonly lms_users: readonly LmsUser[];
}

/** What the HR system says of one worker. hire, update, rehire and snapshot_row carry the whole worker as it stands after the event. */
export interface WorkerEvent {
  /** Unique id given by the source; the same id again is a repeat. */
  readonly event_id: string;
  /** Id of the HR system. */
  readonly source: string;
  /** What happened. merge: employee_id and related_employee_id are one person, known as employee_id from now on; unmerge: they are not; erase: forget the worker, and whoever is merged with it, for good. */
  readonly kind: WorkerEventKind;
  /** Id of the worker in the HR system; also the record key. In a merge, the worker that stays. */
  readonly employee_id: string;
  /** Per-worker sequence number, when the source keeps one; a lower one never undoes a higher one. A merge or unmerge counts as an event of employee_id. */
  readonly sequence: number | null;
  /** When the event takes effect; orders events of a worker that carry no sequence; epoch milliseconds, UTC */
  readonly effective_at: number;
  /** When the sender took the event in; epoch milliseconds, UTC */
  readonly received_at: number;
  /** Null for terminate, merge, unmerge and erase. */
  readonly worker: Worker | null;
  /** The other worker of a merge or unmerge: the one that becomes part of employee_id, or is no longer. Null for everything else. */
  readonly related_employee_id: string | null;
}

/** conflict: more than one person claims the alias, so nobody has it. */
export type LinkState = 'linked' | 'conflict';

/** One worker's claim to the alias. */
export interface LinkClaim {
  /** Employee id, hashed with the alias key. */
  readonly claimant: string;
  /** Id of the HR system that said so. */
  readonly source: string;
  /** When the claim took effect; epoch milliseconds, UTC */
  readonly since: number;
}

/** Where a record stands in Kafka. */
export interface Coordinates {
  /** Topic name. */
  readonly topic: string;
  /** Partition number. */
  readonly partition: number;
  /** Offset within the partition. */
  readonly offset: number;
}

/** Which member an alias belongs to. The key is the keyed hash of the alias. */
export interface IdentityLink {
  /** Deterministic id: a UUIDv5 of what the record is derived from, the same after every replay. */
  readonly event_id: string;
  /** Kind of the alias. */
  readonly alias_kind: AliasKind;
  /** Whether the alias can be used. */
  readonly state: LinkState;
  /** The member when linked, null when in conflict. */
  readonly member_id: string | null;
  /** Member id that the alias's own worker had first, under which all that is learned by the alias is filed; null when that is member_id. The own worker is the one that claims the alias, of several that are one person the one whose claim is the oldest. */
  readonly known_as: string | null;
  /** Employee ids that claim the alias, sorted; hashed with the alias key. */
  readonly claimants: readonly string[];
  /** Id of the HR system that said so. */
  readonly source: string;
  /** When the earliest claim took effect; epoch milliseconds, UTC */
  readonly since: number;
  /** Each claim, in the order of claimants, where there are several; so that a claim can be given up when its worker is erased. */
  readonly claims: readonly LinkClaim[];
  /** First coordinates of the input record that caused this one. */
  readonly origin: Coordinates;
}

/** What was decided. */
export type AuditAction = 'create' | 'update' | 'terminate' | 'link' | 'conflict' | 'merge' | 'unmerge' | 'erase';

/** One decision about identities. */
export interface IdentityAudit {
  /** Deterministic id: a UUIDv5 of what the record is derived from, the same after every replay. */
  readonly event_id: string;
  /** The member concerned. */
  readonly member_id: string;
  /** The other member of a merge or unmerge of two workers. */
  readonly other_member_id: string | null;
  /** What was decided. */
  readonly action: AuditAction;
  /** Keyed hash of the alias concerned. */
  readonly alias: string | null;
  /** Kind of that alias. */
  readonly alias_kind: AliasKind | null;
  /** Id of the HR system, or the operator. */
  readonly decided_by: string;
  /** Why, without personal data. */
  readonly reason: string;
  /** When it takes effect; epoch milliseconds, UTC */
  readonly at: number;
  /** First coordinates of the input record that caused this one. */
  readonly origin: Coordinates;
}

/** unknown: no link; conflict: several claim the alias; behind: an earlier record of the alias waits. */
export type ParkReason = 'unknown' | 'conflict' | 'behind';

/** A header of the input record. */
export interface RecordHeader {
  /** Name. */
  readonly name: string;
  /** Value. */
  readonly value: Buffer;
}

/** A record that is right but whose person is not known yet. The key is the keyed hash of the alias. */
export interface ParkedRecord {
  /** Deterministic id: a UUIDv5 of what the record is derived from, the same after every replay. */
  readonly event_id: string;
  /** Keyed hash of the alias. */
  readonly alias: string;
  /** Service that parked the record and takes it back. */
  readonly service: string;
  /** Why it waits. */
  readonly reason: ParkReason;
  /** First coordinates of the input record that caused this one. */
  readonly origin: Coordinates;
  /** Partition of the origin topic that the record goes back to. */
  readonly input_partition: number;
  /** How often the record has been brought back before. */
  readonly attempt: number;
  /** Timestamp of the input record; epoch milliseconds, UTC */
  readonly timestamp: number;
  /** When it was parked first; epoch milliseconds, UTC */
  readonly parked_at: number;
  /** When it becomes a dead letter; epoch milliseconds, UTC */
  readonly deadline_at: number;
  /** Key of the input record. */
  readonly key: Buffer | null;
  /** Value of the input record, unchanged. */
  readonly value: Buffer;
  /** Headers of the input record, in order. */
  readonly headers: readonly RecordHeader[];
}

/** Standing of the member; merged: see merged_into. */
export type MarketplaceMemberStatus = 'active' | 'on_leave' | 'terminated' | 'merged';

/** Public profile of a member. The key is the member id. */
export interface Member {
  /** Deterministic id: a UUIDv5 of what the record is derived from, the same after every replay. */
  readonly event_id: string;
  /** Employee id of an employee, keyed pseudonym of everyone else. */
  readonly member_id: string;
  /** Standing of the member. */
  readonly status: MarketplaceMemberStatus;
  /** Kind of the working relation. */
  readonly employment_kind: EmploymentKind;
  /** Work e-mail, lower case, aliases stripped by domain policy; only with consent. */
  readonly email: string | null;
  /** Member id that this one has become part of: always that of a member that is part of no other. */
  readonly merged_into: string | null;
  /** When the newest event about the member took effect; epoch milliseconds, UTC */
  readonly as_of: number;
  /** The mapping rule that produced the record. */
  readonly rule: string;
  /** Semantic version of the mapping file that holds the rule. */
  readonly mapping_version: string;
  /** First coordinates of the input record that caused this one. */
  readonly origin: Coordinates;
}

/** Standing in the course. */
export type EnrollmentState = 'active' | 'completed' | 'dropped';

/** The completion that a completed standing rests on. */
export interface CompletionEvidence {
  /** Its event id in marketplace.completion. */
  readonly completion_event_id: string;
  /** Id of the statement. */
  readonly statement_id: string;
  /** Id of the learning system that sent the statement. */
  readonly source: string;
  /** When it happened at the source; epoch milliseconds, UTC */
  readonly completed_at: number;
  /** The learning rule that derived it. */
  readonly rule: string;
  /** Semantic version of the mapping file that holds the rule. */
  readonly mapping_version: string;
}

/** Standing of a member in a course. The key is member id, a bar, and course id. */
export interface Enrollment {
  /** Deterministic id: a UUIDv5 of what the record is derived from, the same after every replay. */
  readonly event_id: string;
  /** The member that the learner would be but for any merge of workers: look it up in marketplace.member. */
  readonly member_id: string;
  /** The course. */
  readonly course_id: string;
  /** Its title. */
  readonly course_name: string | null;
  /** Standing in the course. */
  readonly enrollment_state: EnrollmentState;
  /** The newest word of the source. */
  readonly source_status: string;
  /** Id of the learning system. */
  readonly source: string;
  /** When the standing changed at the source; epoch milliseconds, UTC */
  readonly changed_at: number;
  /** The mapping rule that produced the record; completed-by-learning where a completion ended an enrollment that the learning system still calls active. */
  readonly rule: string;
  /** Semantic version of the mapping file that holds the rule. */
  readonly mapping_version: string;
  /** First coordinates of the input record that caused this one. */
  readonly origin: Coordinates;
  /** Null unless completed, and while no completion is known that speaks for it. */
  readonly completion_evidence: CompletionEvidence | null;
}

/** How enrollment and learning disagree. */
export type DriftKind = 'completion_without_enrollment' | 'completion_before_enrollment' | 'completion_missing' | 'completion_withdrawn' | 'dropped_after_completion' | 'completion_after_drop';

/** What the learning system's enrollment says. */
export interface EnrollmentView {
  /** Standing in the course. */
  readonly enrollment_state: EnrollmentState;
  /** The word of the source. */
  readonly source_status: string;
  /** Id of the learning system. */
  readonly source: string;
  /** When the standing changed at the source; epoch milliseconds, UTC */
  readonly changed_at: number;
  /** The mapping rule that read the word. */
  readonly rule: string;
  /** First coordinates of the input record that said so. */
  readonly origin: Coordinates;
}

/** What the statements say. */
export interface CompletionView {
  /** Event id in marketplace.completion. */
  readonly completion_event_id: string;
  /** Id of the statement. */
  readonly statement_id: string;
  /** Id of the learning system. */
  readonly source: string;
  /** When it happened at the source; epoch milliseconds, UTC */
  readonly completed_at: number;
  /** True when the completion was taken back. */
  readonly withdrawn: boolean;
  /** The learning rule that derived it. */
  readonly rule: string;
  /** First coordinates of the input record that said so. */
  readonly origin: Coordinates;
}

/** Enrollment and learning disagree about a member in a course, for longer than the grace period. A tombstone says that they agree again. The key is member id, a bar, and course id. */
export interface EnrollmentDrift {
  /** Deterministic id: a UUIDv5 of what the record is derived from, the same after every replay. */
  readonly event_id: string;
  /** The member that the learner would be but for any merge of workers: look it up in marketplace.member. */
  readonly member_id: string;
  /** The course. */
  readonly course_id: string;
  /** Its title. */
  readonly course_name: string | null;
  /** completion_without_enrollment: completed, and never enrolled; completion_before_enrollment: enrolled only after the completion, and active since; completion_missing: completed by the enrollment, and no statement says so; completion_withdrawn: the same, and the statement that said so was taken back; dropped_after_completion, completion_after_drop: completed by a statement, and dropped by the enrollment. */
  readonly kind: DriftKind;
  /** When the views parted, by the times of the sources; epoch milliseconds, UTC */
  readonly since: number;
  /** Null without an enrollment. */
  readonly enrollment: EnrollmentView | null;
  /** Null without a completion. */
  readonly completion: CompletionView | null;
}

/** asserted: stands. corrected: stands in place of the record that withdraws names. revoked: nothing stands in its place. */
export type AssertionState = 'asserted' | 'corrected' | 'revoked';

/** course: what people enroll in, a program too. part: of a course, such as a module, lesson or SCO. assessment: a test as a whole. attempt: one go at it. question: or goal inside of it. media: what is played. event: what people come together for. */
export type ActivityKind = 'course' | 'part' | 'assessment' | 'attempt' | 'question' | 'media' | 'event' | 'badge' | 'certificate';

/** cmi5 9.5.5.2; other for a reason of the system's own words, which may be personal. */
export type WaivedReason = 'tested_out' | 'equivalent_au' | 'equivalent_outside_activity' | 'administrative' | 'other';

/** A member completed a course or another learning activity. Its score is in marketplace.score. The key is the member id. */
export interface Completion {
  /** Deterministic id: a UUIDv5 of what the record is derived from, the same after every replay. */
  readonly event_id: string;
  /** The member. */
  readonly member_id: string;
  /** Member id under which the learner's records are filed, whoever is merged with whom and whatever kind of worker the learner becomes: the one that the learner's own worker had first; null when that is member_id. Lets merges and unmerges be followed. */
  readonly known_as: string | null;
  /** Whether the completion stands. A revoked one says which record is taken back: learning_completed is false, and there is no result. */
  readonly assertion: AssertionState;
  /** IRI of the activity. */
  readonly course_id: string;
  /** Its title. */
  readonly course_name: string | null;
  /** IRI of the activity type. */
  readonly activity_type: string | null;
  /** What was completed: a whole course, or something smaller. Null where nothing says. */
  readonly activity_kind: ActivityKind | null;
  /** True: the activity counts as completed. False in a revoked record, for readers that do not look at assertion. */
  readonly learning_completed: boolean;
  /** When it was completed at the source; epoch milliseconds, UTC */
  readonly completed_at: number;
  /** Passed or failed, when the source says. */
  readonly success: boolean | null;
  /** Event id of the record in marketplace.score that the same statement led to; null when it led to none. */
  readonly score_event_id: string | null;
  /** ISO 8601 duration as given. */
  readonly duration: string | null;
  /** Registration UUID of the attempt. */
  readonly registration: string | null;
  /** Why the activity counts as completed although the learner did not go through it; null when the learner did, or no reason is given. */
  readonly waived_reason: WaivedReason | null;
  /** Id of the statement. */
  readonly statement_id: string;
  /** Id of the learning system. */
  readonly source: string;
  /** The mapping rule that produced the record. */
  readonly rule: string;
  /** Semantic version of the mapping file that holds the rule. */
  readonly mapping_version: string;
  /** Event id of the record that this one takes back. Null when asserted, and when the source takes a completion back without saying which record told of it. */
  readonly withdraws: string | null;
  /** Id of the voiding statement, where one is the cause; origin is its record then. */
  readonly voided_by: string | null;
  /** First coordinates of the input record that caused this one. */
  readonly origin: Coordinates;
}

/** The scale the score was given on. */
export interface GradingScale {
  /** raw: from min and max; scaled_0_1 or scaled_-1_1: by the convention of the source. */
  readonly name: string;
  /** Score as given. */
  readonly raw: number | null;
  /** Lowest possible. */
  readonly min: number | null;
  /** Highest possible. */
  readonly max: number | null;
  /** Scaled score as given. */
  readonly scaled: number | null;
}

/** A member was assessed on a course or another learning activity: a score, passed or failed. Whether the activity is completed is said in marketplace.completion, joined by the statement id. The key is the member id. */
export interface Score {
  /** Deterministic id: a UUIDv5 of what the record is derived from, the same after every replay. */
  readonly event_id: string;
  /** The member. */
  readonly member_id: string;
  /** Member id under which the learner's records are filed, whoever is merged with whom and whatever kind of worker the learner becomes: the one that the learner's own worker had first; null when that is member_id. Lets merges and unmerges be followed. */
  readonly known_as: string | null;
  /** Whether the result is valid. A revoked one says which record is taken back, and repeats no result. */
  readonly assertion: AssertionState;
  /** IRI of the activity. */
  readonly course_id: string;
  /** Its title. */
  readonly course_name: string | null;
  /** IRI of the activity type. */
  readonly activity_type: string | null;
  /** What was assessed: a whole course, or something smaller. Null where nothing says. */
  readonly activity_kind: ActivityKind | null;
  /** When it was assessed at the source; epoch milliseconds, UTC */
  readonly assessed_at: number;
  /** Passed or failed, when the source says. */
  readonly success: boolean | null;
  /** Score from 0 to 100. Null where the source only says passed or failed. */
  readonly score: number | null;
  /** Null without a score. */
  readonly grading_scale: GradingScale | null;
  /** Number of the attempt, from 1, where the source tells it. */
  readonly attempt: number | null;
  /** ISO 8601 duration as given. */
  readonly duration: string | null;
  /** Registration UUID of the attempt. */
  readonly registration: string | null;
  /** Id of the statement. */
  readonly statement_id: string;
  /** Id of the learning system. */
  readonly source: string;
  /** The mapping rule that produced the record. */
  readonly rule: string;
  /** Semantic version of the mapping file that holds the rule. */
  readonly mapping_version: string;
  /** Event id of the record that this one takes back. Null when asserted. */
  readonly withdraws: string | null;
  /** Id of the voiding statement, where one is the cause; origin is its record then. */
  readonly voided_by: string | null;
  /** First coordinates of the input record that caused this one. */
  readonly origin: Coordinates;
}

/** What the skill is derived from. */
export interface Evidence {
  /** completion or assessment. */
  readonly kind: string;
  /** IRI of the activity. */
  readonly course_id: string;
  /** Id of the statement. */
  readonly statement_id: string;
  /** Event id of the record in marketplace.completion; null for an assessment that completed nothing. */
  readonly completion_event_id: string | null;
  /** Event id of the record in marketplace.score that the same statement led to; null when it led to none. */
  readonly score_event_id: string | null;
}

/** Evidence that a member has a skill. The key is the member id. */
export interface SkillEvidence {
  /** Deterministic id: a UUIDv5 of what the record is derived from, the same after every replay. */
  readonly event_id: string;
  /** The member. */
  readonly member_id: string;
  /** Member id under which the learner's records are filed, whoever is merged with whom and whatever kind of worker the learner becomes: the one that the learner's own worker had first; null when that is member_id. Lets merges and unmerges be followed. */
  readonly known_as: string | null;
  /** Whether the evidence stands. Revoked evidence has the confidence 0 and no level. */
  readonly assertion: AssertionState;
  /** Name of the skill framework, such as ESCO. */
  readonly framework: string;
  /** URI of the skill in that framework. */
  readonly skill_uri: string;
  /** Preferred label. */
  readonly label: string;
  /** Proficiency level, in the words of the mapping. */
  readonly level: string | null;
  /** Weight of the evidence, 0 to 1. */
  readonly confidence: number;
  /** What it is derived from. */
  readonly evidence: Evidence;
  /** When the learning happened; epoch milliseconds, UTC */
  readonly observed_at: number;
  /** When the evidence expires, by the mapping; null: it does not; epoch milliseconds, UTC */
  readonly expires_at: number | null;
  /** Id of the learning system. */
  readonly source: string;
  /** The mapping rule that produced the record. */
  readonly rule: string;
  /** Semantic version of the mapping file that holds the rule. */
  readonly mapping_version: string;
  /** Event id of the record that this one takes back. Null when asserted. */
  readonly withdraws: string | null;
  /** Id of the voiding statement, where one is the cause; origin is its record then. */
  readonly voided_by: string | null;
  /** First coordinates of the input record that caused this one. */
  readonly origin: Coordinates;
}

/** Kind of credential. */
export type CredentialKind = 'badge' | 'certificate';

/** A badge with its metadata. */
export interface BadgeAward {
  /** IRI of the badge. */
  readonly badge_id: string;
  /** Name. */
  readonly name: string | null;
  /** What it stands for. */
  readonly description: string | null;
  /** Criteria. */
  readonly criteria_url: string | null;
  /** Image. */
  readonly image_url: string | null;
  /** When it was awarded; epoch milliseconds, UTC */
  readonly issued_at: number;
}

/** Link to the certificate document. */
export interface CertificateRef {
  /** https URL of the PDF; checked for form, never fetched. */
  readonly url: string;
  /** How long the source promises to keep the document. */
  readonly retention_days: number | null;
}

/** A badge or certificate of a member. The key is the member id. */
export interface Credential {
  /** Deterministic id: a UUIDv5 of what the record is derived from, the same after every replay. */
  readonly event_id: string;
  /** The member. */
  readonly member_id: string;
  /** Member id under which the learner's records are filed, whoever is merged with whom and whatever kind of worker the learner becomes: the one that the learner's own worker had first; null when that is member_id. Lets merges and unmerges be followed. */
  readonly known_as: string | null;
  /** Kind of credential. */
  readonly kind: CredentialKind;
  /** Whether the credential stands. */
  readonly assertion: AssertionState;
  /** IRI of the badge class or certificate. */
  readonly credential_id: string;
  /** Its name. */
  readonly name: string | null;
  /** One entry for a badge, none for a certificate. */
  readonly badge_awarded: readonly BadgeAward[];
  /** Null for a badge, or when the source gives no link. */
  readonly certificate_ref: CertificateRef | null;
  /** Issuer IRI or source id. */
  readonly issuer: string | null;
  /** When it was issued; epoch milliseconds, UTC */
  readonly issued_at: number;
  /** When it expires; epoch milliseconds, UTC */
  readonly expires_at: number | null;
  /** credential_id of another credential that this one takes the place of; null: it renews only earlier ones of its own credential_id or course_id. */
  readonly renews: string | null;
  /** Activity it was earned by. */
  readonly course_id: string | null;
  /** Id of the statement. */
  readonly statement_id: string;
  /** Id of the learning system. */
  readonly source: string;
  /** The mapping rule that produced the record. */
  readonly rule: string;
  /** Semantic version of the mapping file that holds the rule. */
  readonly mapping_version: string;
  /** Event id of the record that this one takes back. Null when asserted, and when a source revokes a credential without saying which record told of it. */
  readonly withdraws: string | null;
  /** Id of the voiding statement, where one is the cause; origin is its record then. */
  readonly voided_by: string | null;
  /** First coordinates of the input record that caused this one. */
  readonly origin: Coordinates;
}

/** current: evidence stands. expired: there is evidence, but all of it has expired. */
export type SkillStatus = 'current' | 'expired';

/** What all evidence together says of one skill of a member, that of members merged into it included. The key is member id, a bar, and skill URI; a tombstone when no evidence is left, the member is merged into another, or erased. */
export interface SkillProfile {
  /** Deterministic id: a UUIDv5 of what the record is derived from, the same after every replay. */
  readonly event_id: string;
  /** The member: never one that is merged into another. */
  readonly member_id: string;
  /** Name of the skill framework, such as ESCO. */
  readonly framework: string;
  /** URI of the skill in that framework. */
  readonly skill_uri: string;
  /** Preferred label. */
  readonly label: string;
  /** Whether evidence stands now. When it is expired, the other fields tell what was the case. */
  readonly status: SkillStatus;
  /** Highest level that evidence speaks for, in the words of the mapping; null when none says a level. */
  readonly level: string | null;
  /** Greatest confidence among the evidence of that level, 0 to 1. */
  readonly confidence: number;
  /** How many pieces of evidence count: neither withdrawn nor expired; when all are expired, those that are not withdrawn. */
  readonly evidence_count: number;
  /** When the newest of them was observed; epoch milliseconds, UTC */
  readonly last_evidence_at: number;
  /** Event id of the newest of them in marketplace.skill. */
  readonly last_evidence_id: string;
  /** When the last evidence of that level expires; null: it does not; epoch milliseconds, UTC */
  readonly expires_at: number | null;
  /** Coordinates of what changed the profile: of the evidence in marketplace.skill; in the internal skill.news when a merge, an unmerge, or evidence of a merged member did; null when only time did. */
  readonly origin: Coordinates | null;
}

/** What became of one chunk of one input partition. The key is group, topic and partition. */
export interface LedgerEntry {
  /** Consumer group. */
  readonly group: string;
  /** Input topic. */
  readonly topic: string;
  /** Id of the input topic, 32 hexadecimal digits. A topic that is created again has another one, and its offsets begin again. */
  readonly topic_id: string;
  /** Input partition. */
  readonly partition: number;
  /** Offset of the first record. */
  readonly first_offset: number;
  /** One past the last record; committed with this entry. */
  readonly next_offset: number;
  /** Records that led to output, or to a change of state. */
  readonly published: number;
  /** Records that carry nothing for the marketplace. */
  readonly ignored: number;
  /** Repeats. */
  readonly duplicate: number;
  /** Records set aside until their person is known. */
  readonly parked: number;
  /** Dead letters. */
  readonly dead: number;
  /** Of the above, records that had been brought back from the parked or dead-letter topic. */
  readonly returned: number;
  /** The same records counted by outcome and rule or code, as published:course-completed. */
  readonly rules: Readonly<Record<string, number>>;
  /** Records written by topic, state topics included, this entry excluded. */
  readonly outputs: Readonly<Record<string, number>>;
  /** Offsets of the records that do not hold their id: repeats and dead letters. Whoever rebuilds the claims leaves them out. */
  readonly unclaimed: readonly number[];
  /** When the chunk was handled; epoch milliseconds, UTC */
  readonly written_at: number;
}

/** Up to where a consumer group has handled an input partition: the second witness beside the committed offset, written in the same transaction. The key is group, topic and partition; all positions of a group are in the partition of the group's name. */
export interface Position {
  /** Consumer group. */
  readonly group: string;
  /** Input topic. */
  readonly topic: string;
  /** Input partition. */
  readonly partition: number;
  /** Id of the topic that the offsets belong to, 32 hexadecimal digits. A topic that is created again has another one. */
  readonly topic_id: string;
  /** Offset of the next record to handle, committed in the same transaction. */
  readonly next_offset: number;
  /** One past the last record that was handled. The idempotency keys of all records before it were claimed. */
  readonly claimed_offset: number;
  /** When; epoch milliseconds, UTC */
  readonly written_at: number;
}

/** One dead letter that was sent back. */
export interface ReplayedRecord {
  /** Offset of the dead letter. */
  readonly offset: number;
  /** First coordinates of the refused record; it goes back to their topic and partition. */
  readonly origin: Coordinates;
  /** The attempt that the record was sent back with. */
  readonly attempt: number;
  /** Why it had been refused. */
  readonly code: string;
}

/** Dead letters of one partition that an operator sent back to their input. Committed in one transaction with the records themselves. The key is the dead-letter topic and partition. */
export interface ReplayBatch {
  /** The same for all batches of one run of the tool. */
  readonly run_id: string;
  /** Login name of who sent them. */
  readonly operator: string;
  /** Why, in the operator's words. */
  readonly reason: string;
  /** Dead-letter topic. */
  readonly topic: string;
  /** Partition of the dead-letter topic. */
  readonly partition: number;
  /** When; epoch milliseconds, UTC */
  readonly sent_at: number;
  /** What was sent, in order. */
  readonly records: readonly ReplayedRecord[];
}

/** An operator wants the parked records of an alias to be read anew, by rules that were mended. The key is the keyed hash of the alias. */
export interface RecallRequest {
  /** The same for all requests of one run of the tool. */
  readonly run_id: string;
  /** Login name of who asked. */
  readonly operator: string;
  /** Why, in the operator's words. */
  readonly reason: string;
  /** When; epoch milliseconds, UTC */
  readonly requested_at: number;
  /** Keyed hash of the alias. */
  readonly alias: string;
  /** How many records of the alias waited when the request was made. */
  readonly records: number;
  /** Offset in identity.unresolved, in the partition of the alias, of the last of them. What was parked later is not asked for, so a request that is handled late or twice does no more than it says. */
  readonly up_to: number;
}

/** What all processes of a scope must have a setting set to. The key is scope and setting. */
export interface SharedSettingRecord {
  /** system: all services and tools that use the setting. Otherwise the name of the service whose instances share it. */
  readonly scope: string;
  /** Name of the environment variable. */
  readonly setting: string;
  /** Its value; of a secret a check value: the keyed hash of a constant, never the secret. */
  readonly value: string;
  /** When; epoch milliseconds, UTC */
  readonly recorded_at: number;
  /** The service that started first, or the login name of who changed it. */
  readonly recorded_by: string;
  /** Why, in the operator's words. */
  readonly reason: string;
}

/** What tells a completion, or the withdrawal of one, from an enrollment change. */
export interface LearnedCompletion {
  /** Event id of the completion in marketplace.completion; of the revocation itself when it names none. */
  readonly completion_event_id: string;
  /** Id of the statement it was derived from. */
  readonly statement_id: string;
  /** True once the completion itself was told. */
  readonly asserted: boolean;
  /** True once the completion was taken back. */
  readonly withdrawn: boolean;
  /** True for a revocation that names no completion: takes back those of its source up to its time. */
  readonly withdraws_earlier: boolean;
}

/** Internal: what is known of a member in a course, on its way to the partition that keeps the standing: a change that a learning system told, or a completion that learning told. The key is member id, a bar, and course id. */
export interface ResolvedEnrollment {
  /** Deterministic id: a UUIDv5 of what the record is derived from, the same after every replay. */
  readonly event_id: string;
  /** The member. */
  readonly member_id: string;
  /** The course. */
  readonly course_id: string;
  /** Its title. */
  readonly course_name: string | null;
  /** Standing in the course. */
  readonly enrollment_state: EnrollmentState;
  /** The word of the source; completed for a completion. */
  readonly source_status: string;
  /** Id of the learning system. */
  readonly source: string;
  /** When the standing changed at the source, or the course was completed; epoch milliseconds, UTC */
  readonly changed_at: number;
  /** The mapping rule that produced the record. */
  readonly rule: string;
  /** Semantic version of the mapping file that holds the rule. */
  readonly mapping_version: string;
  /** First coordinates of the input record that caused this one. */
  readonly origin: Coordinates;
  /** Null for an enrollment change. */
  readonly completion: LearnedCompletion | null;
  /** Whether the other view, enrollment or learning, is expected to say the same in time. */
  readonly counterpart_expected: boolean;
}

/** A disagreement of the two views. */
export interface JournalDrift {
  /** Event id of its drift record. */
  readonly event_id: string;
  /** How the views disagree. */
  readonly kind: DriftKind;
  /** Until when the views may still come to agree, epoch milliseconds, UTC; null once the drift record is published. */
  readonly due_at: number | null;
}

/** Internal: all that is known of a member in a course, from which standing and drift follow. The key is member id, a bar, and course id. */
export interface EnrollmentJournal {
  /** Enrollment changes, newest first. */
  readonly changes: readonly ResolvedEnrollment[];
  /** Completions, newest first; withdrawn ones too. */
  readonly completions: readonly ResolvedEnrollment[];
  /** Null while the views agree. */
  readonly drift: JournalDrift | null;
}

/** A record of marketplace.completion. */
export interface EffectCompletion {
  /** Its event id. */
  readonly event_id: string;
  /** IRI of the activity. */
  readonly course_id: string;
  /** When it happened at the source; epoch milliseconds, UTC */
  readonly completed_at: number;
}

/** A record of marketplace.score. */
export interface EffectScore {
  /** Its event id. */
  readonly event_id: string;
  /** IRI of the activity. */
  readonly course_id: string;
  /** When it happened at the source; epoch milliseconds, UTC */
  readonly assessed_at: number;
}

/** A record of marketplace.skill. */
export interface EffectSkill {
  /** Its event id. */
  readonly event_id: string;
  /** Name of the skill framework. */
  readonly framework: string;
  /** URI of the skill in that framework. */
  readonly skill_uri: string;
  /** Preferred label. */
  readonly label: string;
}

/** A record of marketplace.credential. */
export interface EffectCredential {
  /** Its event id. */
  readonly event_id: string;
  /** Kind of credential. */
  readonly kind: CredentialKind;
  /** IRI of the badge class or certificate. */
  readonly credential_id: string;
  /** When it was issued; epoch milliseconds, UTC */
  readonly issued_at: number;
}

/** Where the state of a cmi5 registration stands. */
export interface EffectRegistration {
  /** Key in learning.registration. */
  readonly key: string;
  /** Its partition, and that of the input. */
  readonly partition: number;
  /** When the statement came in, from when the registration is kept; epoch milliseconds, UTC */
  readonly noted_at: number;
}

/** What a statement led to: enough to take it back. */
export interface StatementEffect {
  /** Id of the learning system that sent the statement. */
  readonly source: string;
  /** The member whose records they are. */
  readonly member_id: string;
  /** As the records say it: member id under which they are filed; null when that is member_id. */
  readonly known_as: string | null;
  /** Null when the statement led to none. */
  readonly completion: EffectCompletion | null;
  /** Null when the statement led to none. */
  readonly score: EffectScore | null;
  /** In the order of publication. */
  readonly skills: readonly EffectSkill[];
  /** In the order of publication. */
  readonly credentials: readonly EffectCredential[];
  /** The cmi5 registration that decides what stands of the statement, and takes it back; null for a statement that stands for itself. */
  readonly registration: EffectRegistration | null;
}

/** A statement that voids another. */
export interface Voiding {
  /** Id of the learning system that sent it. */
  readonly source: string;
  /** Its id. */
  readonly statement_id: string;
  /** The learning rule that told it. */
  readonly rule: string;
  /** Semantic version of the mapping file that holds the rule. */
  readonly mapping_version: string;
  /** First coordinates of its record. */
  readonly origin: Coordinates;
}

/** Internal: what the voiding service has to know of a statement: what it led to, or that another statement voids it. The key is the id of the statement that led to something, or is voided. */
export interface LearningStatement {
  /** Deterministic id: a UUIDv5 of what the record is derived from, the same after every replay. */
  readonly event_id: string;
  /** What the statement led to; null when another voids it. */
  readonly effect: StatementEffect | null;
  /** What voids the statement; null when it led to something. */
  readonly voiding: Voiding | null;
  /** First coordinates of the input record that caused this one. */
  readonly origin: Coordinates;
}

/** Internal: what is known of a statement that led to something, or that is voided. The key is its id. */
export interface VoidableStatement {
  /** When it was published, or, while nothing of it has come, when it was voided; epoch milliseconds, UTC */
  readonly noted_at: number;
  /** What it led to; null while nothing of it has come. */
  readonly effect: StatementEffect | null;
  /** What voids it: the first of each source while its own is not known, then at most the one that counts. */
  readonly voidings: readonly Voiding[];
}

/** Its verb, as cmi5 defines it (9.3). */
export type RegistrationRole = 'launched' | 'completed' | 'passed' | 'failed' | 'abandoned' | 'waived' | 'satisfied';

/** cmi5 13.1.4: when the learner may move on. */
export type MoveOn = 'Passed' | 'Completed' | 'CompletedAndPassed' | 'CompletedOrPassed' | 'NotApplicable';

/** What moveOn made of the statement when its records were published. */
export interface RegistrationStanding {
  /** Whether the activity is satisfied by it (cmi5 13.1.4); null: the criterion says nothing of it. */
  readonly satisfied: boolean | null;
  /** Since when; epoch milliseconds, UTC */
  readonly since: number | null;
  /** The pass stands beside it, and is evidence of the skills. */
  readonly passed_before: boolean;
}

/** What one statement says of the activity in the registration, and what is published of it. */
export interface RegisteredStatement {
  /** Its id, in lower case. */
  readonly statement_id: string;
  /** Its verb, as cmi5 defines it (9.3). */
  readonly role: RegistrationRole;
  /** When it happened at the source; epoch milliseconds, UTC */
  readonly at: number;
  /** Session in which it was told. */
  readonly session_id: string | null;
  /** Scaled score, from 0 to 1. */
  readonly scaled: number | null;
  /** Scaled score that is needed to pass, from 0 to 1, where the statement names it. */
  readonly mastery_score: number | null;
  /** Criterion of the activity, where a launch names it. */
  readonly move_on: MoveOn | null;
  /** False for a launch in the modes Browse and Review, in which nothing counts (cmi5 10.2.2). */
  readonly for_credit: boolean;
  /** What it leads to if it counts, but for what other statements of the registration make of it; null for a launch and an abandoned session. */
  readonly completion: Completion | null;
  /** As completion. */
  readonly score: Score | null;
  /** As completion. */
  readonly skills: readonly SkillEvidence[];
  /** As completion. */
  readonly credentials: readonly Credential[];
  /** How often it has come to count: each time, its records have other event ids. */
  readonly assertions: number;
  /** Null while it does not count. */
  readonly standing: RegistrationStanding | null;
}

/** Internal: what statements say of one activity in one cmi5 registration, in the order in which they came. Which of them count follows from all of them. The key is the input partition, a bar, and a UUIDv5 of member, registration and activity. */
export interface Registration {
  /** When the newest of them came in; epoch milliseconds, UTC */
  readonly noted_at: number;
  /** Keyed hash of the alias under which the learner told the newest of them. Once nobody is known by it, the learner is erased. */
  readonly learner: string | null;
  /** Without those that are voided. */
  readonly statements: readonly RegisteredStatement[];
}

/** Internal: a statement of a cmi5 registration is voided, on its way to the partition that keeps the registration. The key is that of learning.registration. */
export interface VoidedRegistered {
  /** Deterministic id: a UUIDv5 of what the record is derived from, the same after every replay. */
  readonly event_id: string;
  /** The voided statement. */
  readonly statement_id: string;
  /** What voids it. */
  readonly voiding: Voiding;
}

/** A piece of evidence that is not withdrawn. */
export interface KnownEvidence {
  /** Its event id in marketplace.skill. */
  readonly event_id: string;
  /** Name of the skill framework. */
  readonly framework: string;
  /** Preferred label of the skill. */
  readonly label: string;
  /** Proficiency level. */
  readonly level: string | null;
  /** Weight of the evidence, 0 to 1. */
  readonly confidence: number;
  /** When the learning happened; epoch milliseconds, UTC */
  readonly observed_at: number;
  /** When it expires; null: it does not; epoch milliseconds, UTC */
  readonly expires_at: number | null;
}

/** A record of marketplace.skill. */
export interface EvidenceNews {
  /** What it adds; null when it only takes back. */
  readonly asserted: KnownEvidence | null;
  /** Event id of the evidence that it takes back. */
  readonly withdraws: string | null;
}

/** Evidence of a member that is merged into another, as that other counts it. */
export interface Contribution {
  /** The merged member. */
  readonly contributor: string;
  /** All of its own evidence that is not withdrawn, by event id. */
  readonly evidence: readonly KnownEvidence[];
}

/** A record of marketplace.member. */
export interface MemberNews {
  /** Member that this one is merged into; null when it stands for itself. */
  readonly merged_into: string | null;
  /** Whether the member is erased. */
  readonly erased: boolean;
}

/** Internal: what the profile service tells the partition of a member. The key is the member id. */
export interface SkillNews {
  /** Deterministic id: a UUIDv5 of what the record is derived from, the same after every replay. */
  readonly event_id: string;
  /** The member that is told. */
  readonly member_id: string;
  /** The skill; null when the news is of the member. */
  readonly skill_uri: string | null;
  /** Evidence of which the member is the home. */
  readonly evidence: EvidenceNews | null;
  /** What a member merged into this one has, in place of what it told before; nothing any more when empty. */
  readonly contribution: Contribution | null;
  /** Where the member is now. With a skill: it is to be looked at again for that, or to be forgotten. */
  readonly member: MemberNews | null;
  /** Coordinates of the record that caused this one: in marketplace.skill or marketplace.member, or in this topic. */
  readonly origin: Coordinates;
}

/** Internal: what the profile service has to know of a member. The key is the member id. */
export interface SkillMember {
  /** Member that this one is merged into; null when it stands for itself. */
  readonly merged_into: string | null;
  /** Whether the member is erased: what comes of it does not count. */
  readonly erased: boolean;
  /** URIs of the skills of which there is an entry in skill.evidence; sorted. */
  readonly skills: readonly string[];
}

/** Internal: all evidence of one skill of a member, whatever the order in which it came. The key is member id, a bar, and skill URI. */
export interface SkillEvidenceSet {
  /** The member. */
  readonly member_id: string;
  /** The skill. */
  readonly skill_uri: string;
  /** By event id. */
  readonly evidence: readonly KnownEvidence[];
  /** Event ids of evidence that is withdrawn, be it yet to come; by id. */
  readonly withdrawn: readonly string[];
  /** By contributor. */
  readonly contributions: readonly Contribution[];
  /** Member that was told of this evidence, being the one that the member is merged into; null when the member has a profile itself. */
  readonly merged_into: string | null;
  /** Evidence that expires up to here counts as expired; epoch milliseconds, UTC */
  readonly expired_until: number;
}

/** A member id, with the version of the event that told it. */
export interface FirstMemberId {
  /** Member id. */
  readonly member_id: string;
  /** Sequence of the event that told it. */
  readonly sequence: number | null;
  /** When that event took effect; epoch milliseconds, UTC */
  readonly effective_at: number;
}

/** Standing of the worker. */
export type InternalMemberStatus = 'active' | 'on_leave' | 'terminated';

/** Internal: the newest that is known of one worker. The key is the employee id, hashed with the alias key. */
export interface WorkerState {
  /** Deterministic id: a UUIDv5 of what the record is derived from, the same after every replay. */
  readonly event_id: string;
  /** Member id of the worker now. */
  readonly member_id: string;
  /** Member ids the worker had before, sorted. */
  readonly former_member_ids: readonly string[];
  /** The member id that the worker had first, under which its learning is filed. Null in entries of before it was kept, and where no profile is known. */
  readonly first: FirstMemberId | null;
  /** Sequence of the newest event applied. */
  readonly sequence: number | null;
  /** Time of the newest event applied; epoch milliseconds, UTC */
  readonly effective_at: number;
  /** Kind of the working relation. */
  readonly employment_kind: EmploymentKind;
  /** Standing of the worker. */
  readonly status: InternalMemberStatus;
  /** Work e-mail to be shown, while the worker is part of another and its own member record may not show it; null otherwise. */
  readonly email: string | null;
  /** Keyed hashes of every alias claimed so far, sorted. */
  readonly aliases: readonly string[];
  /** First coordinates of the input record that caused this one. */
  readonly origin: Coordinates;
}

/** One merge or unmerge of two workers. */
export interface MergeStatement {
  /** The worker that stays; hashed employee id. */
  readonly keeper: string;
  /** The worker that becomes part of it; hashed employee id. */
  readonly absorbed: string;
  /** False for an unmerge. */
  readonly merged: boolean;
  /** Sequence of the event, which is one of the keeper's. */
  readonly sequence: number | null;
  /** When it takes effect; epoch milliseconds, UTC */
  readonly effective_at: number;
}

/** The erasure of one worker. */
export interface WorkerErasure {
  /** Hashed employee id. */
  readonly worker: string;
  /** When the earliest erasure of the worker takes effect; epoch milliseconds, UTC */
  readonly effective_at: number;
}

/** Internal: what the HR system said about which workers are one person. Workers that any merge ever named together are one group; each of them has a copy under its key, the employee id hashed with the alias key. */
export interface WorkerGroup {
  /** Deterministic id: a UUIDv5 of what the record is derived from, the same after every replay. */
  readonly event_id: string;
  /** Every merge and unmerge, old ones too: an erasure reaches whoever was merged when it took effect. */
  readonly statements: readonly MergeStatement[];
  /** Workers that are to be forgotten, sorted. All that is kept of them, so that later events do not bring them back. */
  readonly erasures: readonly WorkerErasure[];
  /** First coordinates of the input record that caused this one. */
  readonly origin: Coordinates;
}

/** Internal: which parked records of an alias have not come back to their input partition. The key is input topic, partition and alias. */
export interface AliasHold {
  /** Parked records not yet back. */
  readonly outstanding: number;
  /** Of those, the ones that came back and were parked again, by the offset where they first stood: what stood behind them must not overtake them. */
  readonly again: readonly number[];
}

/** One parked record. */
export interface WaitingRecord {
  /** Offset in identity.unresolved, in the partition of the alias. */
  readonly offset: number;
  /** When it becomes a dead letter; epoch milliseconds, UTC */
  readonly deadline_at: number;
  /** Size of its key, value and headers; a guess for one that was noted before sizes were. */
  readonly bytes: number;
}

/** Internal: the parked records of one alias that wait for a link. The key is the keyed hash of the alias. */
export interface AliasWaiting {
  /** When the alias is to be looked at again: 0 as soon as its link is known or its first record is recalled, else the first deadline; epoch milliseconds, UTC */
  readonly due_at: number;
  /** In the order of parking. */
  readonly parked: readonly WaitingRecord[];
  /** Offset in identity.unresolved of the last record that an operator has recalled; -1 while none of these is recalled. */
  readonly recalled_up_to: number;
}

/** Value type by topic. */
export interface TopicRecords {
  readonly 'raw.xapi': XapiStatement;
  readonly 'raw.enrollment': EnrollmentChange;
  readonly 'raw.hris': WorkerEvent;
  readonly 'identity.link': IdentityLink;
  readonly 'identity.audit': IdentityAudit;
  readonly 'identity.unresolved': ParkedRecord;
  readonly 'marketplace.member': Member;
  readonly 'marketplace.enrollment': Enrollment;
  readonly 'marketplace.enrollment-drift': EnrollmentDrift;
  readonly 'marketplace.completion': Completion;
  readonly 'marketplace.score': Score;
  readonly 'marketplace.skill': SkillEvidence;
  readonly 'marketplace.credential': Credential;
  readonly 'marketplace.skill-profile': SkillProfile;
  readonly 'ops.ledger': LedgerEntry;
  readonly 'ops.position': Position;
  readonly 'ops.replay': ReplayBatch;
  readonly 'ops.recall': RecallRequest;
  readonly 'learning.resubmission-repartition': XapiStatement;
  readonly 'enrollment.resubmission-repartition': EnrollmentChange;
  readonly 'identity.resubmission-repartition': WorkerEvent;
  readonly 'ops.shared-setting': SharedSettingRecord;
  readonly 'enrollment.resolved': ResolvedEnrollment;
  readonly 'enrollment.journal': EnrollmentJournal;
  readonly 'learning.statement': LearningStatement;
  readonly 'voiding.statement': VoidableStatement;
  readonly 'learning.registration': Registration;
  readonly 'learning.voided': VoidedRegistered;
  readonly 'skill.news': SkillNews;
  readonly 'skill.member': SkillMember;
  readonly 'skill.evidence': SkillEvidenceSet;
  readonly 'identity.worker': WorkerState;
  readonly 'identity.group': WorkerGroup;
  readonly 'identity.hold': AliasHold;
  readonly 'identity.waiting': AliasWaiting;
}

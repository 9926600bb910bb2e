/** How an input record ends once its links and deadlines have all come. */
export type FinalState = 'published' | 'ignored' | 'duplicate' | `dead:${string}`;

export type Fact = string | number | boolean | null;
/** What must be said of an output, by field name or path such as `grading_scale.name`; fields that are not named may be anything. */
export type Facts = Readonly<Record<string, Fact>>;

/** One record that must stand in an output topic because of one input record. */
export interface ExpectedOutput {
  readonly topic:
    | 'marketplace.completion'
    | 'marketplace.score'
    | 'marketplace.skill'
    | 'marketplace.credential'
    | 'enrollment.resolved';
  /** Employee id of the person it is about; the member id may be a pseudonym, which the simulator does not know. */
  readonly person: string;
  readonly facts: Facts;
}

/** What the last record of a key must say in a topic that keeps the standing of something. */
export interface ExpectedStanding {
  readonly topic:
    | 'marketplace.member'
    | 'marketplace.enrollment'
    | 'marketplace.enrollment-drift'
    | 'marketplace.skill-profile';
  readonly person: string;
  /** Course id, skill URI, or empty. */
  readonly item: string;
  /** Of two standings of one person and item the one with the greater version holds, whatever came first. */
  readonly version: readonly number[];
  readonly facts: Facts;
}

/** What one record tells of a person in a course. Where the person stands follows from all of it together. */
export interface CourseEvidence {
  readonly person: string;
  readonly course_id: string;
  /** When it happened, epoch milliseconds. */
  readonly at_ms: number;
  /** A standing that an enrollment tells, a completion that a statement tells, or that such a statement is void. */
  readonly says: 'active' | 'completed' | 'dropped' | 'learned' | 'voided';
  /** The word of the learning system, or the id of the statement. */
  readonly word: string;
  readonly source: string;
}

/** What must become of one input record. */
export interface Expectation {
  /** More than one where it depends on how the partitions interleave; then `rivals` says what must hold together. */
  readonly states: readonly FinalState[];
  /**
   * Id shared by records that claim one event id from different partitions: exactly one of them is `published` or
   * `ignored`, and the others end in another of their states.
   */
  readonly rivals: string | null;
  /** All outputs of the record if it is published; null where outputs are not told record by record. */
  readonly outputs: readonly ExpectedOutput[] | null;
  readonly standings: readonly ExpectedStanding[];
  readonly evidence: readonly CourseEvidence[];
  /** Of this person no member must be left; null for nobody. */
  readonly forgets: string | null;
}

const settled = (state: FinalState): Expectation => ({
  states: [state],
  rivals: null,
  outputs: [],
  standings: [],
  evidence: [],
  forgets: null,
});

export const ignored = (): Expectation => settled('ignored');
export const duplicate = (): Expectation => settled('duplicate');
export const dead = (code: string): Expectation => settled(`dead:${code}`);

export const published = (
  outputs: readonly ExpectedOutput[] | null,
  {
    standings = [],
    evidence = [],
    forgets = null,
  }: Partial<Pick<Expectation, 'standings' | 'evidence' | 'forgets'>> = {},
): Expectation => ({ states: ['published'], rivals: null, outputs, standings, evidence, forgets });

/** Puts two records up against each other: whichever is handled first has the id, the other ends as `loser`. */
export const rival = (expectation: Expectation, rivals: string, loser: FinalState): Expectation => ({
  ...expectation,
  states: [...expectation.states, loser],
  rivals,
});

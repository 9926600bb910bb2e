import type { FloorOutput } from '../floor/plan.ts';

/** What `LearningStream.java` is told, as JSON. */
export interface StreamsPlan {
  readonly brokers: string;
  /** `application.id`, and so the group. */
  readonly group: string;
  readonly input: string;
  /** Topic of the table in which learners are looked up. */
  readonly links: string;
  readonly state_folder: string;
  readonly threads: number;
  readonly compression: string;
  /** Avro schema of the input. */
  readonly schema: string;
  readonly identity_key: string;
  /** Ids of verbs whose learners are looked up. */
  readonly verbs: readonly string[];
  /** Sources that hash the bare address, and not the mailto IRI, into `mbox_sha1sum`. */
  readonly bare_addresses: readonly string[];
  readonly outputs: readonly FloorOutput[];
}

/** What it says at its end: how many statements it saw, and so on. */
export interface StreamsResult {
  readonly statements: number;
  /** Statements whose id was claimed before. */
  readonly repeats: number;
  /** Learners who were found, and who were not: spellings of an address that only the service knows to be the same. */
  readonly learners: number;
  readonly strangers: number;
  readonly written: number;
}

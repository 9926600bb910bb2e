import type { ExpectedStanding } from '../../simulator/expectation.ts';

/** A record in an output topic, decoded. */
export interface ObservedOutput {
  readonly topic: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Topics of which only the newest record of each key counts. */
export const STANDING_TOPICS = [
  'marketplace.member',
  'marketplace.enrollment',
  'marketplace.enrollment-drift',
  'marketplace.skill-profile',
] as const satisfies readonly ExpectedStanding['topic'][];

/** What came of a simulation, by the index of the record it came of. */
export interface Observed {
  /** Code of its dead letter. */
  readonly dead: ReadonlyMap<number, string>;
  readonly outputs: ReadonlyMap<number, readonly ObservedOutput[]>;
  /** The newest value of each key, by topic. */
  readonly newest: ReadonlyMap<string, ReadonlyMap<string, ObservedOutput['value']>>;
}

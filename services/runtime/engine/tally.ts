import type { LedgerEntry } from '../../../schemas/types.generated.ts';
import type { State } from './item.ts';

/** Counts what becomes of the records of one chunk. */
export interface Tally {
  readonly add: (state: State, rule: string, record: TallyRecord) => void;
  readonly addOutput: (topic: string) => void;
  readonly entries: () => Iterable<[state_and_rule: string, count: number]>;
  readonly toLedger: (range: LedgerRange) => LedgerEntry;
}

export interface TallyRecord {
  readonly offset: number;
  /** Whether it was brought back. */
  readonly returned: boolean;
  /** How many records of the input it stands for; one by default. */
  readonly records?: number;
}

export interface LedgerRange {
  readonly group: string;
  readonly topic: string;
  readonly topic_id: string;
  readonly partition: number;
  readonly first_offset: number;
  readonly next_offset: number;
  readonly written_at: number;
}

export const createTally = (): Tally => {
  const states: Record<State, number> = { published: 0, ignored: 0, duplicate: 0, parked: 0, dead: 0 };
  const rules = new Map<string, number>();
  const outputs = new Map<string, number>();
  const unclaimed: number[] = [];
  let returned_count = 0;

  return {
    add: (state, rule, { offset, returned, records = 1 }) => {
      states[state] += records;
      const name = `${state}:${rule}`;
      rules.set(name, (rules.get(name) ?? 0) + records);
      if (returned) returned_count += records;
      if (state === 'duplicate' || state === 'dead') unclaimed.push(offset);
    },
    addOutput: (topic) => void outputs.set(topic, (outputs.get(topic) ?? 0) + 1),
    entries: () => rules.entries(),
    toLedger: (range) => ({
      ...range,
      ...states,
      returned: returned_count,
      rules: Object.fromEntries(rules),
      outputs: Object.fromEntries(outputs),
      unclaimed,
    }),
  };
};

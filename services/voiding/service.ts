import type { LearningStatement } from '../../schemas/types.generated.ts';
import { withdrawalsOf } from '../marketplace/withdrawals.ts';
import { uuidV5 } from '../people/ids.ts';
import { type DueDeclaration, defineInput, type Outcome, type OutputRecord, type Service } from '../runtime/service.ts';
import { note, type Withdrawn } from './statement.ts';

const TABLE = 'voiding.statement';

export interface VoidingOptions {
  /** How long a statement can be voided, and a voiding waits for its target. */
  readonly window_ms: number;
}

/** What of a cmi5 registration stands only the learning service knows, so it takes it back; the rest is withdrawn here. */
const takenBack = (statement_id: string, { effect, voiding }: Withdrawn): readonly OutputRecord[] => {
  const { registration } = effect;
  if (registration === null) return withdrawalsOf(statement_id, effect, voiding);
  const { key, partition } = registration;
  const event_id = uuidV5(`voided|${statement_id}|${voiding.statement_id}`);
  return [{ topic: 'learning.voided', key, partition, value: { event_id, statement_id, voiding } }];
};

/** A statement led to something, or is voided: whichever comes second finds the first. */
const statement = defineInput<'learning.statement', LearningStatement & { readonly statement_id: string }>(
  'learning.statement',
  {
    claim: false,
    prepare: ({ key, value }) => {
      if (key === null) throw new Error('the learning service writes the id of the statement as the key');
      return { kind: 'prepared', id: value.event_id, fingerprint: '', event: { ...value, statement_id: key } };
    },
    state: ({ statement_id }) => [{ table: TABLE, key: statement_id }],
    handle: ({ statement_id, ...told }, { get, record }): Outcome => {
      const before = get(TABLE, statement_id);
      const { rule, after, withdrawn } = note(before, told, record.timestamp_ms);
      if (after === null) return { kind: 'ignored', rule };
      const records: OutputRecord[] = after === before ? [] : [{ topic: TABLE, key: statement_id, value: after }];
      if (withdrawn !== null) records.push(...takenBack(statement_id, withdrawn));
      return { kind: 'published', rule, records };
    },
  },
);

const dueAfter = (window_ms: number): DueDeclaration<typeof TABLE> => ({
  table: TABLE,
  due_at: ({ noted_at }) => noted_at + window_ms,
  handle: (key) => ({ send_back: [], records: [{ topic: TABLE, key, value: null, tombstone: 'expired' }] }),
});

/** Takes back what voided statements led to, whether the voiding comes before or after its target. */
export const createVoiding = ({ window_ms }: VoidingOptions): Service => ({
  name: 'voiding',
  inputs: { 'learning.statement': statement },
  tables: [TABLE],
  due: dueAfter(window_ms),
});

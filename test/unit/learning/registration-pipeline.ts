import { uuidV5 } from '../../../services/people/ids.ts';
import type { AvroTopic, OutputRecord, ValueOf } from '../../../services/runtime/service.ts';
import { createVoiding } from '../../../services/voiding/service.ts';
import { createPureRunner, type PureRunner, type Verdict } from '../../support/pure-runner.ts';
import { createCmi5Runner, idOf, type Told, tellTo } from './cmi5-fixtures.ts';
import { feed } from './fixtures.ts';

type Hop = 'learning.statement' | 'learning.voided';

/** Learning and voiding with the topics between them, which are read when the test says so. */
export interface RegistrationPipeline {
  readonly learning: PureRunner;
  readonly tell: (told: Told) => Verdict;
  readonly voidStatement: (statement_id: string) => Verdict;
  /** Reads the next record of a topic between the services; false when there is none. */
  readonly pass: (topic: Hop) => boolean;
  readonly passAll: () => void;
  /** All that the marketplace was told, in order. */
  readonly published: () => readonly OutputRecord[];
}

export const createRegistrationPipeline = (): RegistrationPipeline => {
  const learning = createCmi5Runner();
  const voiding = createPureRunner(createVoiding({ window_ms: Number.MAX_SAFE_INTEGER }));
  const sources: Readonly<Record<Hop, { readonly from: PureRunner; readonly to: PureRunner }>> = {
    'learning.statement': { from: learning, to: voiding },
    'learning.voided': { from: voiding, to: learning },
  };
  const read: Record<Hop, number> = { 'learning.statement': 0, 'learning.voided': 0 };

  const pass = (topic: Hop): boolean => {
    const { from, to } = sources[topic];
    const record = from.written.filter((written) => written.topic === topic)[read[topic]];
    if (record === undefined) return false;
    read[topic] += 1;
    const { key, value } = record as { key: string; value: ValueOf<Hop & AvroTopic> };
    to.feed(topic, { key, value } as never);
    return true;
  };

  return {
    learning,
    tell: (told) => tellTo(learning, told),
    voidStatement: (statement_id) =>
      feed(
        learning,
        {
          id: uuidV5(`voids|${statement_id}`),
          actor: { mbox: 'mailto:administrator@corp.example' },
          verb: { id: 'http://adlnet.gov/expapi/verbs/voided' },
          object: { objectType: 'StatementRef', id: statement_id },
        },
        'moodle',
      ),
    pass,
    passAll: () => {
      while (pass('learning.statement') || pass('learning.voided'));
    },
    published: () => [...learning.written, ...voiding.written].filter(({ topic }) => topic.startsWith('marketplace.')),
  };
};

/** What a record says, but for how it is named and what it takes the place of. */
const content = ({ topic, value }: OutputRecord): string => {
  const {
    event_id,
    score_event_id: _,
    assertion,
    withdraws,
    voided_by,
    origin,
    evidence,
    ...said
  } = value as unknown as Record<string, unknown>;
  const { completion_event_id, score_event_id, ...of } = (evidence ?? {}) as Record<string, unknown>;
  return JSON.stringify([topic, Object.entries({ ...said, ...of }).sort()]);
};

const eventOf = ({ value }: OutputRecord): { event_id: string; assertion: string; withdraws: string | null } =>
  value as never;

/** What stands in the end, as a consumer reads it. */
export const standing = (records: readonly OutputRecord[]): readonly OutputRecord[] => {
  const gone = new Set(records.map((record) => eventOf(record).withdraws));
  return records.filter((record) => eventOf(record).assertion !== 'revoked' && !gone.has(eventOf(record).event_id));
};

export const contents = (records: readonly OutputRecord[]): readonly string[] => records.map(content).sort();

export { eventOf, idOf };

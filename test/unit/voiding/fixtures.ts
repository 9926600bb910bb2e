import type { StatementEffect, Voiding } from '../../../schemas/types.generated.ts';
import { createVoiding } from '../../../services/voiding/service.ts';
import { createPureRunner, type PureRunner, type Verdict } from '../../support/pure-runner.ts';

export const WINDOW_MS = 1_000;
export const TARGET = '5a1d2c44-9be0-4f6c-8f0a-1d2e3f405162';
export const COMPLETED_AT = Date.UTC(2026, 2, 1, 10, 30);

const at = (partition: number, offset: number) => ({ topic: 'raw.xapi', partition, offset });

export const effect = (given: Partial<StatementEffect> = {}): StatementEffect => ({
  source: 'lms',
  member_id: 'E1',
  known_as: null,
  completion: { event_id: 'c1', course_id: 'x:course', completed_at: COMPLETED_AT },
  score: { event_id: 'r1', course_id: 'x:course', assessed_at: COMPLETED_AT },
  skills: [{ event_id: 's1', framework: 'ESCO', skill_uri: 'x:skill', label: 'SQL' }],
  credentials: [{ event_id: 'k1', kind: 'certificate', credential_id: 'x:certificate', issued_at: COMPLETED_AT }],
  registration: null,
  ...given,
});

export const voiding = (statement_id: string, source = 'lms'): Voiding => ({
  source,
  statement_id,
  rule: 'statement-voiding',
  mapping_version: '1.0.0',
  origin: at(3, 17),
});

export const createRunner = (): PureRunner => createPureRunner(createVoiding({ window_ms: WINDOW_MS }));

/** What the learning service can tell of the target. */
export type News = { readonly effect: StatementEffect } | { readonly voiding: Voiding };

export const tell = (runner: PureRunner, news: News, timestamp_ms = 0): Verdict =>
  runner.feed('learning.statement', {
    key: TARGET,
    value: { event_id: 'told', effect: null, voiding: null, origin: at(0, 5), ...news },
    timestamp_ms,
  });

/** Withdrawals so far, by the event ids that they take back, in order. */
export const withdrawn = ({ written }: PureRunner): readonly string[] =>
  written.flatMap(({ topic, value }) =>
    topic.startsWith('marketplace.') && value && 'withdraws' in value ? [String(value.withdraws)] : [],
  );

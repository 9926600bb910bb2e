import type { EvidenceNews, SkillEvidence } from '../../schemas/types.generated.ts';
import { homeOf } from '../people/home.ts';
import { type Context, defineInput, type Outcome, type Prepared } from '../runtime/service.ts';
import { type News, newsRecord } from './news.ts';

/** News for the one member whom a record concerns. */
interface Forwarded {
  /** Name under which it is counted. */
  readonly rule: string;
  readonly news: News;
}

const forwarded = (rule: string, news: News): Prepared<Forwarded> => ({
  kind: 'prepared',
  id: news.id,
  fingerprint: '',
  event: { rule, news },
});

const handle = ({ rule, news }: Forwarded, { record: { origin } }: Context): Outcome => ({
  kind: 'published',
  rule,
  records: [newsRecord(news, origin)],
});

const contentOf = ({ assertion, withdraws, ...told }: SkillEvidence): EvidenceNews => {
  const { event_id, framework, label, level, confidence, observed_at, expires_at } = told;
  const asserted = { event_id, framework, label, level, confidence, observed_at, expires_at };
  return { asserted: assertion === 'revoked' ? null : asserted, withdraws };
};

/** Passes evidence on to the member whose own it is. */
export const evidenceInput = defineInput<'marketplace.skill', Forwarded>('marketplace.skill', {
  claim: false,
  prepare: ({ value }) => {
    const evidence = contentOf(value);
    const id = `evidence|${value.event_id}`;
    if (evidence.asserted === null && evidence.withdraws === null) {
      return { kind: 'ignored', rule: 'withdraws-nothing', id, fingerprint: '' };
    }
    return forwarded(value.assertion, { id, member_id: homeOf(value), skill_uri: value.skill_uri, evidence });
  },
  handle,
});

const keyOf = (key: string | null): string => {
  if (key === null) throw new Error('records of a compacted topic have keys');
  return key;
};

/** Tells a member where it is now. */
export const memberInput = defineInput<'marketplace.member', Forwarded>('marketplace.member', {
  claim: false,
  prepare: ({ key, value: { event_id, status, merged_into } }) =>
    forwarded(status, { id: `member|${event_id}`, member_id: keyOf(key), member: { merged_into, erased: false } }),
  prepareTombstone: ({ key, origin: { partition, offset } }) =>
    forwarded('erased', {
      id: `erased|${partition}|${offset}`,
      member_id: keyOf(key),
      member: { merged_into: null, erased: true },
    }),
  handle,
});

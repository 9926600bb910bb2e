import { loadMappings } from '../../../mappings/index.ts';
import type { Completion } from '../../../schemas/types.generated.ts';
import { createEnrollment } from '../../../services/enrollment/service.ts';
import { createIdentity } from '../../../services/identity/service.ts';
import { createLearning } from '../../../services/learning/service.ts';
import { createAliasHasher } from '../../../services/people/alias-hash.ts';
import { createProfile } from '../../../services/profile/service.ts';
import type { AvroTopic, OutputRecord } from '../../../services/runtime/service.ts';
import { createVoiding } from '../../../services/voiding/service.ts';
import { TRACED_TOPICS } from '../../../tools/demo/verify/observe.ts';
import type { Observed, ObservedOutput } from '../../../tools/demo/verify/observed.ts';
import type { RawRecord, RawTopic, Sound } from '../../../tools/simulator/raw-record.ts';
import { createPureRunner, type PureRunner, type Verdict } from '../../support/pure-runner.ts';

const SECRET = 'a secret of the tests, long enough';

export const mappings = loadMappings();

const TRACED: ReadonlySet<string> = new Set(TRACED_TOPICS);

interface Fed {
  readonly record: RawRecord;
  readonly verdict: Verdict;
}

/** Codes of the engine for what never reaches a service. */
const framingCode = ({ expect }: RawRecord): string => expect.states[0]!.slice('dead:'.length);

/** The newest profile of each key, as the compacted topic keeps it. */
const skillProfilesOf = (written: readonly OutputRecord[]): Map<string, ObservedOutput['value']> => {
  const profile = createPureRunner(createProfile(mappings));
  const follow = (verdict: Verdict): void => {
    if (verdict.kind !== 'published') return;
    for (const { topic, key, value } of verdict.records) {
      if (topic === 'skill.news' && value) follow(profile.feed(topic, { key, value }));
    }
  };
  for (const { topic, key, value } of written) {
    if (topic === 'marketplace.member') follow(profile.feed(topic, { key, value }));
    if (topic === 'marketplace.skill' && value) follow(profile.feed(topic, { key, value }));
  }
  const newest = new Map<string, ObservedOutput['value']>();
  for (const { topic, key, value } of profile.written) {
    if (topic !== 'marketplace.skill-profile') continue;
    if (value === null) newest.delete(key);
    else newest.set(key, value as never);
  }
  return newest;
};

/**
 * Runs a simulation through the services in memory: HR first, then everything else, so that whoever will be known is known.
 * Damage to the framing is the codec's business and taken as seen.
 */
export const runInMemory = (records: Iterable<RawRecord>) => {
  const hashAlias = createAliasHasher(SECRET);
  const identity = createPureRunner(
    createIdentity({ mappings, hashAlias, secret: SECRET, member_id_policy: 'employee-id' }),
  );
  const learning = createPureRunner(
    createLearning({ mappings, hashAlias }, { registration_window_ms: Number.MAX_SAFE_INTEGER }),
  );
  const enrollment = createPureRunner(createEnrollment({ mappings, hashAlias, drift_grace_ms: 0 }));
  const voiding = createPureRunner(createVoiding({ window_ms: Number.MAX_SAFE_INTEGER }));
  const runners: Readonly<Record<RawTopic, PureRunner>> = {
    'raw.hris': identity,
    'raw.xapi': learning,
    'raw.enrollment': enrollment,
  };

  const dead = new Map<number, string>();
  const outputs = new Map<number, ObservedOutput[]>();
  const verdicts = new Map<number, Verdict['kind']>();
  const newest = new Map<string, Map<string, ObservedOutput['value']>>();

  const publish = (index: number, written: readonly OutputRecord[]): void => {
    for (const { topic, key, value } of written) {
      if (value === null) {
        newest.get(topic)?.delete(key);
        continue;
      }
      const output: ObservedOutput = { topic, value: value as never };
      if (topic === 'marketplace.member') newest.set(topic, (newest.get(topic) ?? new Map()).set(key, output.value));
      else if (TRACED.has(topic)) outputs.set(index, [...(outputs.get(index) ?? []), output]);
    }
  };

  const settle = ({ record: { index }, verdict }: Fed): void => {
    verdicts.set(index, verdict.kind);
    if (verdict.kind === 'published') publish(index, verdict.records);
    if (verdict.kind === 'rejected') dead.set(index, verdict.code);
    if (verdict.kind === 'conflict') dead.set(index, 'conflict');
    if (verdict.kind === 'parked') dead.set(index, 'unresolved');
  };

  const feed = (record: RawRecord): void => {
    const { payload, topic, key, index, timestamp_ms } = record;
    if (payload.kind !== 'sound') {
      dead.set(index, framingCode(record));
      return;
    }
    const { value } = payload as Extract<Sound, { topic: AvroTopic }>;
    // The index as the offset, so that every output names the record it came of.
    const verdict = runners[topic].feed(topic, { key, value, timestamp_ms, offset: index } as never);
    settle({ record, verdict });
    if (topic === 'raw.xapi') feedVoiding(verdict);
  };

  const feedVoiding = (told: Verdict): void => {
    if (told.kind !== 'published') return;
    for (const { topic, key, value } of told.records) {
      if (topic !== 'learning.statement' || value === null) continue;
      const verdict = voiding.feed(topic, { key, value });
      if (verdict.kind !== 'published') continue;
      for (const record of verdict.records) {
        if (record.value && 'withdraws' in record.value) publish(record.value.origin.offset, [record]);
      }
    }
  };

  const passOn = (index: number, value: Completion): void => {
    const verdict = enrollment.feed('marketplace.completion', { key: value.member_id, value });
    if (verdict.kind === 'published') publish(index, verdict.records);
  };

  const all = [...records];
  for (const record of all) if (record.topic === 'raw.hris') feed(record);
  for (const [alias, link] of identity.entries('identity.link')) {
    for (const runner of [learning, enrollment]) runner.put('identity.link', alias, link);
  }
  for (const record of all) if (record.topic !== 'raw.hris') feed(record);
  // A snapshot of what is written: passing it on writes more.
  for (const [index, written] of [...outputs]) {
    for (const { topic, value } of written) if (topic === 'marketplace.completion') passOn(index, value as never);
  }
  for (const { topic, value } of [...enrollment.written]) {
    if (topic === 'enrollment.resolved' && value) enrollment.feed(topic, { key: null, value });
  }
  enrollment.runDue(0);
  for (const topic of ['marketplace.enrollment', 'marketplace.enrollment-drift'] as const) {
    newest.set(topic, enrollment.entries(topic) as never);
  }
  newest.set(
    'marketplace.skill-profile',
    skillProfilesOf([...learning.written, ...voiding.written, ...identity.written]),
  );
  const observed: Observed = { dead, outputs, newest };
  return { observed, verdicts };
};

import { describe, expect, it } from 'vitest';
import { CONTRIBUTED_MAX } from '../../../services/profile/contributions.ts';
import { EVIDENCE_MAX } from '../../../services/profile/evidence.ts';
import { SKILLS_MAX } from '../../../services/profile/member.ts';
import {
  createRunner,
  erase,
  evidence,
  KEY,
  member,
  merge,
  profiles,
  revocation,
  SKILL,
  settle,
  tell,
} from './fixtures.ts';

const E2 = { member_id: 'E2' };
const KEY_OF_E2 = `E2|${SKILL}`;

/** E1 knows the basics, E2 is advanced; they turn out to be one person. */
const merged = () => {
  const runner = createRunner();
  tell(runner, evidence('e1'));
  tell(runner, evidence('e2', { ...E2, level: 'advanced' }));
  merge(runner, 'E2', 'E1');
  return runner;
};

describe('a member that is merged into another', () => {
  it('has no profile any more, and its evidence counts for the other', () => {
    const found = profiles(merged());
    expect([...found.keys()]).toEqual([KEY]);
    expect(found.get(KEY)).toMatchObject({ member_id: 'E1', level: 'advanced', evidence_count: 2 });
  });
  it('gives the other a profile that had none, as of a contractor who becomes an employee', () => {
    const runner = createRunner();
    tell(runner, evidence('e1', { member_id: 'p-1' }));
    merge(runner, 'p-1', 'E1');
    expect([...profiles(runner).keys()]).toEqual([KEY]);
  });
  it('gets evidence that comes under the name of the other, and passes it on', () => {
    const runner = merged();
    tell(runner, evidence('e3', { known_as: 'E2' }));
    expect(profiles(runner).get(KEY)).toMatchObject({ evidence_count: 3 });
    merge(runner, 'E2', null);
    expect(profiles(runner).get(KEY)).toMatchObject({ evidence_count: 1 });
    expect(profiles(runner).get(KEY_OF_E2)).toMatchObject({ evidence_count: 2 });
  });
  it('takes back what is withdrawn', () => {
    const runner = merged();
    tell(runner, revocation('e2', E2));
    expect(profiles(runner).get(KEY)).toMatchObject({ level: 'basic', evidence_count: 1 });
  });
  it('has its profile again when the merge is taken back, and the other what is its own', () => {
    const runner = merged();
    merge(runner, 'E2', null);
    expect(profiles(runner).get(KEY)).toMatchObject({ level: 'basic', evidence_count: 1 });
    expect(profiles(runner).get(KEY_OF_E2)).toMatchObject({ level: 'advanced', evidence_count: 1 });
  });
  it('counts once when the other becomes part of a third', () => {
    const runner = merged();
    for (const who of ['E1', 'E2']) merge(runner, who, 'E3');
    const found = profiles(runner);
    expect([...found.keys()]).toEqual([`E3|${SKILL}`]);
    expect(found.get(`E3|${SKILL}`)).toMatchObject({ level: 'advanced', evidence_count: 2 });
  });
  it('adds nothing by evidence that the other has too', () => {
    const runner = merged();
    tell(runner, evidence('e1', E2));
    expect(profiles(runner).get(KEY)).toMatchObject({ evidence_count: 2 });
  });
  it('can be told of before there is any evidence', () => {
    const runner = createRunner();
    merge(runner, 'E2', 'E1');
    tell(runner, evidence('e2', E2));
    expect([...profiles(runner).keys()]).toEqual([KEY]);
  });
  it('is not looked at again by news that leave it where it is', () => {
    const runner = merged();
    expect(merge(runner, 'E2', 'E1')).toEqual({ kind: 'ignored', rule: 'member-stays' });
    expect(merge(runner, 'E9', null)).toEqual({ kind: 'ignored', rule: 'member-stays' });
  });
});

it('evidence of a merged member expires for the other', () => {
  const runner = createRunner();
  tell(runner, evidence('e1'));
  tell(runner, evidence('e2', { ...E2, level: 'advanced', expires_at: 500 }));
  merge(runner, 'E2', 'E1');
  runner.runDue(600);
  expect(profiles(runner).get(KEY)).toMatchObject({ level: 'basic', evidence_count: 1 });
  const before = runner.written.length;
  for (const into of [null, 'E1']) merge(runner, 'E2', into);
  runner.runDue(600);
  const ids = runner.written.flatMap(({ topic, value }) =>
    topic === 'marketplace.skill-profile' && value !== null ? value.event_id : [],
  );
  expect(runner.written.length).toBeGreaterThan(before);
  expect(new Set(ids).size).toBe(ids.length);
});

/** Keys whose profile is gone, each with the reason. */
const tombstones = ({ written }: ReturnType<typeof createRunner>): readonly string[] =>
  written.flatMap(({ topic, key, tombstone }) =>
    topic === 'marketplace.skill-profile' && tombstone !== undefined ? `${key} ${tombstone}` : [],
  );

it('the tombstone of a profile says that the member was merged', () => {
  const runner = createRunner();
  tell(runner, evidence('e2', E2));
  merge(runner, 'E2', 'E1');
  expect(tombstones(runner)).toEqual([expect.stringMatching(/^E2\|.* merged$/)]);
});

describe('a member that is erased', () => {
  it('leaves a tombstone for each profile, and nothing with whom it was merged', () => {
    const runner = merged();
    tell(runner, evidence('e3', { ...E2, skill_uri: 'x:other' }));
    erase(runner, 'E2');
    expect([...profiles(runner).keys()]).toEqual([KEY]);
    expect(profiles(runner).get(KEY)).toMatchObject({ evidence_count: 1 });
    for (const kept of runner.entries('skill.evidence').values()) {
      expect(kept).toMatchObject({ member_id: 'E1', contributions: [] });
    }
    erase(runner, 'E1');
    expect(profiles(runner).size).toBe(0);
    expect(runner.entries('skill.evidence').size).toBe(0);
    expect(tombstones(runner).at(-1)).toBe(`${KEY} erased`);
  });
  it('does not come back to life by evidence that was on its way', () => {
    const runner = createRunner();
    erase(runner, 'E1');
    expect(tell(runner, evidence('e1'))).toEqual({ kind: 'ignored', rule: 'member-erased' });
    expect(erase(runner, 'E1')).toEqual({ kind: 'ignored', rule: 'member-stays' });
    expect(profiles(runner).size).toBe(0);
  });
  it('has nothing of what it had when it comes back, as after an erasure that went too far', () => {
    const runner = createRunner();
    tell(runner, evidence('e1'));
    // It is back before its skills were forgotten one by one.
    const erased = runner.feed('marketplace.member', { key: 'E1', value: null });
    const back = runner.feed('marketplace.member', { key: 'E1', value: member('E1', null) });
    settle(runner, erased, back);
    expect(profiles(runner).size).toBe(0);
    expect(runner.entries('skill.evidence').size).toBe(0);
    expect(runner.entries('skill.member').size).toBe(0);
    tell(runner, evidence('e2'));
    expect(profiles(runner).get(KEY)).toMatchObject({ evidence_count: 1 });
  });
  it('is not given what a member contributes that does not know yet', () => {
    const runner = createRunner();
    erase(runner, 'E1');
    tell(runner, evidence('e2', E2));
    expect(merge(runner, 'E2', 'E1')).toEqual({ kind: 'ignored', rule: 'member-erased' });
    expect(profiles(runner).size).toBe(0);
  });
});

describe('what is kept has bounds', () => {
  it('of evidence that merged members contribute', () => {
    const runner = createRunner();
    for (let i = 0; i < EVIDENCE_MAX; i++) tell(runner, evidence(`e${i}`, E2));
    tell(runner, evidence('one more', { member_id: 'E3' }));
    expect(merge(runner, 'E2', 'E1')).toMatchObject({ kind: 'published' });
    expect(merge(runner, 'E3', 'E1')).toMatchObject({ kind: 'rejected', code: 'contribution_overflow' });
    expect(profiles(runner).get(KEY)).toMatchObject({ evidence_count: CONTRIBUTED_MAX });
    tell(runner, revocation('e0', E2));
    expect(profiles(runner).get(KEY)).toMatchObject({ evidence_count: CONTRIBUTED_MAX - 1 });
  });
  it('of skills', () => {
    const runner = createRunner();
    for (let i = 0; i < SKILLS_MAX; i++) tell(runner, evidence(`e${i}`, { skill_uri: `x:${i}` }));
    expect(tell(runner, evidence('one more'))).toMatchObject({ kind: 'rejected', code: 'skills_overflow' });
    expect(tell(runner, evidence('known', { skill_uri: 'x:7' }))).toMatchObject({ kind: 'published' });
  });
});

it('a withdrawal of nothing in particular says nothing', () => {
  const runner = createRunner();
  const verdict = tell(runner, evidence('e1', { assertion: 'revoked' }));
  expect(verdict).toMatchObject({ kind: 'ignored', rule: 'withdraws-nothing' });
});

it('lists skills of sets that were made before there was a list', () => {
  const runner = createRunner();
  tell(runner, evidence('e1', E2));
  runner.put('skill.member', 'E2', null);
  tell(runner, evidence('e1', E2));
  merge(runner, 'E2', 'E1');
  expect([...profiles(runner).keys()]).toEqual([KEY]);
});

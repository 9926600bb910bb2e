import { serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import type { AliasWaiting, ParkedRecord } from '../../../schemas/types.generated.ts';
import type { LogRecord } from '../../../services/runtime/kafka/log-reader.ts';
import type { Choice, Filter } from '../../../tools/parked/replay/choice.ts';
import { REFUSALS } from '../../../tools/parked/replay/decide.ts';
import { describeTally } from '../../../tools/parked/replay/print.ts';
import { replay, type Selection, surveyReplay } from '../../../tools/parked/replay/replay.ts';
import type { Run } from '../../../tools/replay/send.ts';
import { createParts, HOUR_MS, NOW, PARKED, waitingFor } from './fixtures.ts';

const DEADLINE = NOW + HOUR_MS;

const select = (changes: Partial<Selection> = {}): Selection => ({
  filter: {},
  named: [],
  attempts_max: 5,
  ...changes,
});

const run = (changes: Partial<Run> = {}): Run => ({
  run_id: 'run',
  operator: 'me',
  reason: 'the policy is mended',
  records_per_s: 1_000,
  signal: new AbortController().signal,
  ...changes,
});

/** Parks records of an alias, one for each of the changes, and says so. */
const parking = (made: ReturnType<typeof createParts>) => {
  const entries = new Map<string, AliasWaiting>();
  const say = (alias: string, entry: AliasWaiting): void => {
    entries.set(alias, entry);
    made.wait(alias, entry);
  };
  return {
    park: (alias: string, ...changes: readonly Partial<ParkedRecord>[]): readonly LogRecord[] => {
      const stood = changes.map((one) => made.park(alias, one));
      say(alias, waitingFor(...stood.map(({ offset }) => ({ offset, deadline_at: DEADLINE }))));
      return stood;
    },
    change: (alias: string, changes: Partial<AliasWaiting>) => say(alias, { ...entries.get(alias)!, ...changes }),
  };
};

const company = () => {
  const made = createParts();
  const { park, change } = parking(made);
  const ada = park('ada', {}, { reason: 'behind', parked_at: NOW - HOUR_MS });
  const bob = park('bob', { service: 'enrollment', attempt: 2, value: serialize({ source: 'lms-beta' }) });
  const cyd = park('cyd', { reason: 'conflict' }, { reason: 'behind', attempt: 5 });
  return { ...made, change, ada, bob, cyd };
};

const meant = async (choice: Partial<Choice>): Promise<string[]> => {
  const made = company();
  await replay(made.parts, select({ ...choice, attempts_max: 100 }), run());
  return made
    .requests()
    .map(({ alias }) => alias)
    .sort();
};

describe('a recall', () => {
  it('asks for the records that wait, an alias a request, up to the last that was seen', async () => {
    const { parts, requests, ada, bob } = company();
    const result = await replay(parts, select(), run());
    expect(result).toMatchObject({ send: 2, sent: 2, records: 3, sent_records: 3, refused: 1, under_way: 0 });
    const asked = { run_id: 'run', operator: 'me', reason: 'the policy is mended', requested_at: NOW };
    expect(requests()).toHaveLength(2);
    expect(requests()).toContainEqual({ ...asked, alias: 'ada', records: 2, up_to: ada[1]!.offset });
    expect(requests()).toContainEqual({ ...asked, alias: 'bob', records: 1, up_to: bob[0]!.offset });
  });

  it.each<[string, Filter, readonly string[]]>([
    ['nothing', {}, ['ada', 'bob', 'cyd']],
    ['the service', { service: 'enrollment' }, ['bob']],
    ['any of the reasons of an alias', { park_reason: 'behind' }, ['ada', 'cyd']],
    ['the attempt', { attempt: 2 }, ['bob']],
    ['the time from', { since_ms: NOW - HOUR_MS }, ['ada']],
    ['the time to', { until_ms: NOW - HOUR_MS }, ['ada', 'bob', 'cyd']],
    ['the source', { source: 'lms-beta' }, ['bob']],
    ['all of it in one record', { park_reason: 'behind', attempt: 0 }, ['ada']],
    ['what nothing has', { service: 'profile' }, []],
  ])('chooses whole aliases, by %s', async (_what, filter, aliases) => {
    expect(await meant({ filter })).toEqual(aliases);
  });

  it('takes single aliases, by name or by a record that waits', async () => {
    const { ada, cyd } = company();
    expect(await meant({ named: ['bob', ada[1]!] })).toEqual(['ada', 'bob']);
    expect(await meant({ named: [cyd[0]!] })).toEqual(['cyd']);
    expect(await meant({ named: ['cyd', cyd[0]!, cyd[1]!] })).toEqual(['cyd']);
  });

  it('says which of those that are named are gone', async () => {
    const { parts, park, ada } = company();
    const behind = park('ada');
    const named = ['stranger', { ...ada[0]!, offset: 99 }, behind];
    const planned = await surveyReplay(parts, select({ named }));
    const at = `${PARKED}/${ada[0]!.partition}`;
    expect(planned).toMatchObject({ send: 0, gone: [`${at}/99`, 'stranger', `${at}/${behind.offset}`] });
    expect(describeTally(planned, 'to send')).toContain('stranger: nothing waits there any more');
    const both = await surveyReplay(parts, select({ named: [ada[1]!, behind] }));
    expect(both).toMatchObject({ send: 1, gone: [`${at}/${behind.offset}`] });
  });

  it('refuses an alias with a record that came back too often: a loop ends', async () => {
    const { parts } = company();
    const planned = await surveyReplay(parts, select());
    expect(planned.refused_aliases).toEqual([{ alias: 'cyd', attempt: 5, why: 'attempts' }]);
    expect(describeTally(planned, 'to send')).toContain(`cyd attempt 5: ${REFUSALS.attempts}`);
    expect(await surveyReplay(parts, select({ attempts_max: 6 }))).toMatchObject({ refused: 0, send: 3 });
  });

  it('leaves alone what is on its way back, and asks again where more came behind it', async () => {
    const { parts, change, ada, bob } = company();
    change('ada', { due_at: 0, recalled_up_to: ada[1]!.offset });
    change('bob', { due_at: 0 });
    expect(await surveyReplay(parts, select())).toMatchObject({ send: 0, under_way: 2 });
    change('ada', { due_at: 0, recalled_up_to: ada[0]!.offset });
    change('bob', { due_at: DEADLINE, recalled_up_to: bob[0]!.offset - 1 });
    expect(await surveyReplay(parts, select())).toMatchObject({ send: 2, under_way: 0 });
  });

  it('does not ask for what the topic does not have any more', async () => {
    const { parts, expire } = company();
    expire(100);
    const planned = await surveyReplay(parts, select());
    expect(planned.refused_aliases.map(({ why }) => why)).toEqual(['expired', 'expired', 'expired']);
    expect(await surveyReplay(parts, select({ filter: { service: 'learning' } }))).toMatchObject({ reasons: [] });
  });

  it('asks for nothing in a dry run', async () => {
    const { parts, requests } = company();
    expect(await surveyReplay(parts, select())).toMatchObject({ send: 2, records: 3 });
    expect(requests()).toEqual([]);
  });

  it('keeps to the rate of the records that it sets in motion, and can be stopped', async () => {
    const { parts, requests } = company();
    const stop = new AbortController();
    const onSent = (): void => stop.abort();
    const stopped = await replay(parts, select(), run({ records_per_s: 1, signal: stop.signal, onSent }));
    expect([stopped.sent, requests().length]).toEqual([1, 1]);
    const slept: number[] = [];
    const sleep = async (duration_ms: number): Promise<void> => void slept.push(duration_ms);
    await replay(
      { ...parts, clock: { now_ms: () => NOW, elapsed_ms: () => 0, sleep } },
      select(),
      run({ records_per_s: 1 }),
    );
    expect(slept.length).toBe(1);
    expect(slept[0]).toBeGreaterThanOrEqual(1_000);
  });

  it('is counted by service and reason', async () => {
    const { parts } = company();
    const text = describeTally(await surveyReplay(parts, select()), 'to send');
    expect(text).toMatch(/learning +│? *unknown/);
    expect(text).toContain('1 refused');
    expect(describeTally(await surveyReplay(createParts().parts, select()), 'sent')).toBe('no parked records');
  });
});

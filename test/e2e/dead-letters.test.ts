import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReplayBatch } from '../../schemas/types.generated.ts';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { headerText } from '../../services/runtime/engine/headers.ts';
import type { LogRecord } from '../../services/runtime/kafka/log-reader.ts';
import { EXIT } from '../../tools/cli/exit.ts';
import { replay, type Selection, surveyReplay } from '../../tools/dead-letters/replay/replay.ts';
import type { Filter } from '../../tools/dead-letters/selection/filter.ts';
import { readLetters } from '../../tools/dead-letters/selection/read.ts';
import { showLetter } from '../../tools/dead-letters/show.ts';
import { checkLedger } from '../../tools/ledger/check.ts';
import { createKafkaTopicReader } from '../../tools/ledger/kafka-reader.ts';
import { listParked } from '../../tools/parked/list.ts';
import { showParked } from '../../tools/parked/show.ts';
import { connectTool } from '../../tools/replay/connect.ts';
import { ReplayFenced, type Run } from '../../tools/replay/send.ts';
import { repositoryRoot } from '../../tools/stack/paths.ts';
import { rangesOf } from '../../tools/topics/ranges.ts';
import { readTopic } from '../../tools/topics/read.ts';
import { type TopicName, topology } from '../../topology/topology.ts';
import { type Company, openCompany } from '../faults/support/company.ts';
import { opener } from '../support/dead-letter-key.ts';
import { hire, worker } from '../support/hr.ts';
import type { Sender } from '../support/send.ts';
import { sharedStack } from '../support/stack.ts';

const AT = Date.UTC(2026, 4, 1);
const DAY_MS = 86_400_000;
const QUIET_WITHIN_MS = 60_000;
const PEOPLE = 12;
const STATEMENTS_EACH = 3;
const UNRESOLVED = PEOPLE * STATEMENTS_EACH;
const NOT_JSON = 2;
/** Batches of five, so that some are committed and one is open when the replay dies. */
const KILL_AT = 4;

interface Ran {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

const runNode = (file: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [join(repositoryRoot, file), ...args], { env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr }),
    );
  });

describe('dead letters in the hands of operators', () => {
  let company: Company;
  let parts: Awaited<ReturnType<typeof connectTool>>;

  const cli = (...args: readonly string[]): Promise<Ran> => runNode('tools/dead-letters/main.ts', args, company.env);
  const select = async (filter: Filter = {}, rules: Partial<Selection['rules']> = {}): Promise<Selection> => ({
    ranges: await rangesOf(parts.reader, ['raw.xapi.dlq'], undefined),
    filter,
    rules: { attempts_max: 5, allow: new Set(), claim_ttl_ms: DAY_MS, opener, ...rules },
  });
  const run = (): Run => ({
    run_id: 'run',
    operator: 'me',
    reason: 'test',
    records_per_s: 100_000,
    signal: new AbortController().signal,
  });

  const readAll = (topic: TopicName): Promise<LogRecord[]> =>
    Array.fromAsync(readTopic(company.connections.reader, topic));
  const audited = async (): Promise<string[]> => {
    const batches = (await readAll('ops.replay')).map(({ value }) => company.decode('ops.replay', value!));
    return ((await Promise.all(batches)) as ReplayBatch[]).flatMap(({ topic, partition, records }) =>
      records.map(({ offset }) => `${topic}/${partition}/${offset}`),
    );
  };
  /** Records that were replayed, as opposed to released by resolution. */
  const replayed = async (): Promise<LogRecord[]> =>
    (await readAll('learning.resubmission-repartition')).filter(
      ({ headers }) => headerText(headers, 'returned') === undefined,
    );
  const findings = async () => {
    const topics = createKafkaTopicReader(company.connections.reader);
    return (await checkLedger({ reader: topics, decode: company.decode, topology, settled: true })).findings;
  };

  const send: Sender['send'] = (...given) => company.sender.send(...given);
  const statement = (key: string, number: number, course: string) => {
    const text = JSON.stringify({
      id: `5b0a7e0c-1c7e-4c55-9f38-${String(number).padStart(12, '0')}`,
      actor: { mbox: `mailto:${key}@example.com` },
      verb: { id: 'http://adlnet.gov/expapi/verbs/completed' },
      object: { id: course, definition: { type: 'http://adlnet.gov/expapi/activities/course' } },
      result: { completion: true },
      timestamp: new Date(AT).toISOString(),
    });
    return { key, value: raw(text) };
  };
  const raw = (text: string): Buffer =>
    company.connections.codec.encode('raw.xapi', { source: 'lms-alpha', received_at: AT, statement: text });
  const hireAll = (names: readonly string[]): Promise<void> =>
    hire(
      company.sender,
      Object.fromEntries(names.map((name) => [name.toUpperCase(), worker({ email: `${name}@example.com` })])),
      AT,
    );

  const people = Array.from({ length: PEOPLE }, (_, i) => `person${i}`);
  const course = (name: string): string => `https://lms-alpha.example/courses/${name}`;

  beforeAll(async () => {
    company = await openCompany(sharedStack(), { env: { PARK_DEADLINE_MS: '300' } });
    parts = await connectTool(readSettings(company.env), 'dead-letters');
    await company.startOthers();
    await hireAll(['known']);
    await company.untilHandled('identity');
    await send('raw.xapi', [
      statement('known', 0, course('first')),
      statement('known', 0, course('second')),
      ...people.flatMap((name, i) =>
        Array.from({ length: STATEMENTS_EACH }, (_, j) => statement(name, 1 + i * STATEMENTS_EACH + j, course('a'))),
      ),
      ...Array.from({ length: NOT_JSON }, () => ({ key: 'broken', value: raw('{') })),
    ]);
    await company.untilQuiet(QUIET_WITHIN_MS);
  });
  afterAll(async () => {
    await parts?.close();
    await company?.close();
  });

  test('are counted by code, without anything personal', async () => {
    const { code, stdout } = await cli('list', '--limit', '1000', '--json');
    const { codes, rows, count } = JSON.parse(stdout);
    expect([code, count, rows.length]).toEqual([0, UNRESOLVED + NOT_JSON + 1, UNRESOLVED + NOT_JSON + 1]);
    expect(codes).toMatchObject([
      { input: 'raw.xapi', code: 'unresolved', count: UNRESOLVED },
      { input: 'raw.xapi', code: 'not_json', count: NOT_JSON },
      { input: 'raw.xapi', code: 'conflict', count: 1 },
    ]);
    expect(stdout).not.toMatch(/person|known@|example\.com/);
  });

  test('can be read one by one, and by their source', async () => {
    const { ranges } = await select();
    const [conflict] = await Array.fromAsync(readLetters(parts, ranges, { codes: ['conflict'], source: 'lms-alpha' }));
    expect(await Array.fromAsync(readLetters(parts, ranges, { source: 'lms-beta' }))).toEqual([]);
    const closed = await showLetter(conflict!, false, parts.codec, undefined);
    expect(closed).toMatchObject({ code: 'conflict', has_key: true });
    expect(JSON.stringify(closed)).not.toMatch(/known|example\.com/);
    const opened = await showLetter(conflict!, false, parts.codec, opener);
    expect(opened.personal).toMatchObject({ key: 'known', decoded: true, value: { source: 'lms-alpha' } });
  });

  test('of people nobody knows were parked before, and are shown as gone from there', async () => {
    expect(await listParked(parts, 10, Date.now())).toMatchObject({ aliases: 0, records: 0, rows: [] });
    const [{ partition, offset }] = (await readAll('identity.unresolved')) as [LogRecord, ...LogRecord[]];
    const shown = await showParked(parts, { topic: 'identity.unresolved', partition, offset }, true);
    expect(shown).toMatchObject({ service: 'learning', waiting: false, personal: { decoded: true } });
  });

  test('are not sent by a dry run, which says what would be', async () => {
    expect(await surveyReplay(parts, await select())).toMatchObject({ send: UNRESOLVED + NOT_JSON, refused: 1 });
    expect([await replayed(), await audited()]).toEqual([[], []]);
  });

  test('whose cause is mended are published once each, though the replay is killed in the middle', async () => {
    await hireAll(people);
    await company.untilHandled('identity');
    const killed = await runNode('test/support/killed-replay.ts', [], { ...company.env, KILL_AT: String(KILL_AT) });
    expect(killed.signal, killed.stderr).toBe('SIGKILL');
    const before = (await audited()).length;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(UNRESOLVED + NOT_JSON);

    const args = ['--topic', 'raw.xapi', '--reason', 'the people are known now', '--rate', '100000', '--yes', '--json'];
    const { code, stdout, stderr } = await cli('replay', ...args);
    expect(code, stderr).toBe(EXIT.refused);
    const rest = JSON.parse(stdout);
    expect(rest).toMatchObject({ replayed: before, sent: UNRESOLVED + NOT_JSON - before, refused: 1 });
    await company.untilQuiet(QUIET_WITHIN_MS);

    const sent = await audited();
    expect(new Set(sent).size).toBe(UNRESOLVED + NOT_JSON);
    expect(sent).toHaveLength(UNRESOLVED + NOT_JSON);
    const back = await replayed();
    expect(back).toHaveLength(sent.length);
    // The keys of the letters are hashes; the records have theirs back, to the byte.
    for (const { key } of await readAll('raw.xapi.dlq')) expect(String(key)).toMatch(/^[0-9a-f]{32}$/);
    const keys = [...people.flatMap((name) => Array<string>(STATEMENTS_EACH).fill(name)), 'broken', 'broken'];
    expect(back.map(({ key }) => String(key)).sort()).toEqual(keys.sort());
    const chosen = JSON.parse((await cli('list', '--key', people[0]!, '--json')).stdout);
    expect(chosen.count).toBe(STATEMENTS_EACH);
    expect(await readAll('marketplace.completion')).toHaveLength(UNRESOLVED + 1);
    expect(await findings()).toEqual([]);
  });

  test('that are a conflict are one again, what could not be right dies again, and nothing else is sent', async () => {
    const again = await replay(parts, await select({}, { allow: new Set(['conflict']) }), run());
    expect(again).toMatchObject({ replayed: UNRESOLVED + NOT_JSON, sent: NOT_JSON + 1 });
    await company.untilQuiet(QUIET_WITHIN_MS);
    expect(await readAll('marketplace.completion')).toHaveLength(UNRESOLVED + 1);
    expect(await findings()).toEqual([]);
  });

  test('are not sent for ever: a loop ends by the count of attempts', async () => {
    const { refused_letters, sent } = await replay(parts, await select({}, { attempts_max: 2 }), run());
    expect(sent).toBe(0);
    expect(refused_letters.map(({ why }) => why).sort()).toEqual([...Array(NOT_JSON).fill('attempts'), 'conflict']);
  });

  test('are sent by one replay at a time: the later one ends the earlier', async () => {
    const selection = await select({ codes: ['not_json'] });
    const later: Promise<{ sent: number }>[] = [];
    const beforeCommit = async (): Promise<void> => {
      later.push(replay(parts, selection, run()));
      await later[0];
    };
    await expect(replay({ ...parts, beforeCommit }, selection, run())).rejects.toThrow(ReplayFenced);
    expect(later).toHaveLength(1);
    expect(await later[0]).toMatchObject({ sent: NOT_JSON });
    await company.untilQuiet(QUIET_WITHIN_MS);
    const sent = await audited();
    expect(new Set(sent).size).toBe(sent.length);
    expect(await findings()).toEqual([]);
  });
});

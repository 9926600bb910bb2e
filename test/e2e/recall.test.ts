import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ParkedRecord, RecallRequest } from '../../schemas/types.generated.ts';
import { formatCoordinates } from '../../services/runtime/engine/headers.ts';
import type { AvroTopic } from '../../services/runtime/service.ts';
import { EXIT } from '../../tools/cli/exit.ts';
import { untilReady } from '../../tools/demo/services.ts';
import { checkLedger } from '../../tools/ledger/check.ts';
import { createKafkaTopicReader } from '../../tools/ledger/kafka-reader.ts';
import { repositoryRoot } from '../../tools/stack/paths.ts';
import { readTopic } from '../../tools/topics/read.ts';
import { topology } from '../../topology/topology.ts';
import { type Company, openCompany } from '../faults/support/company.ts';
import type { Instance } from '../faults/support/instance.ts';
import { hire, worker } from '../support/hr.ts';
import { type RecallOptions, recallAll } from '../support/recall.ts';
import { sharedStack } from '../support/stack.ts';
import { COURSE, statementId } from '../support/statements.ts';

const AT = Date.UTC(2026, 4, 1);
const WITHIN_MS = 60_000;
const PEOPLE = 12;
const EACH = 3;
const RECORDS = PEOPLE * EACH;
const STRANGER = 'stranger';

describe('records that a wrong policy parked', () => {
  let company: Company;
  let learning: Instance;

  const people = Array.from({ length: PEOPLE }, (_, i) => `person${i}`);
  const addressOf = (name: string): string => `${name}@example.com`;
  const statementOf = (name: string, number: number) => ({
    key: name,
    value: company.connections.codec.encode('raw.xapi', {
      source: 'lms-alpha',
      received_at: AT,
      statement: JSON.stringify({
        id: statementId(number),
        actor: { mbox_sha1sum: hash('sha1', `mailto:${addressOf(name)}`, 'hex') },
        verb: { id: 'http://adlnet.gov/expapi/verbs/completed' },
        object: { id: COURSE, definition: { type: 'http://adlnet.gov/expapi/activities/course' } },
        timestamp: new Date(AT).toISOString(),
      }),
    }),
  });
  const hireAll = (names: readonly string[]): Promise<void> =>
    hire(
      company.sender,
      Object.fromEntries(names.map((name) => [name.toUpperCase(), worker({ email: addressOf(name) })])),
      AT,
    );

  const valuesOf = async <T>(topic: AvroTopic): Promise<T[]> => {
    const records = await Array.fromAsync(readTopic(company.connections.reader, topic));
    const values = records.filter(({ value }) => value !== null).map(({ value }) => company.decode(topic, value!));
    return (await Promise.all(values)) as T[];
  };
  const parked = () => valuesOf<ParkedRecord>('identity.unresolved');
  const requests = () => valuesOf<RecallRequest>('ops.recall');
  const completions = () => valuesOf<{ event_id: string }>('marketplace.completion');
  const recall = (options: RecallOptions = {}) => recallAll(company.env, options);
  const report = async (settled: boolean) => {
    const reader = createKafkaTopicReader(company.connections.reader);
    return checkLedger({ reader, decode: company.decode, topology, settled });
  };
  const cli = (...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const file = join(repositoryRoot, 'tools/parked/main.ts');
      const child = execFile(process.execPath, [file, ...args], { env: company.env }, (_error, stdout, stderr) =>
        resolve({ code: child.exitCode, stdout, stderr }),
      );
    });
  /** Waits until so many records have ever been parked, and nothing moves. */
  const untilParked = async (count: number): Promise<void> => {
    await vi.waitFor(async () => expect(await parked()).toHaveLength(count), { timeout: WITHIN_MS, interval: 200 });
    await company.untilHandled('learning', 'resolution');
  };

  beforeAll(async () => {
    company = await openCompany(sharedStack());
    await company.startOthers('learning');
    learning = await company.start('learning', { plan: { mbox_sha1sum_of: 'address' } });
    await untilReady(learning);
    await hireAll(people);
    await company.untilHandled('identity');
    await company.sender.send(
      'raw.xapi',
      [...people, STRANGER].flatMap((name, i) =>
        Array.from({ length: EACH }, (_, j) => statementOf(name, i * EACH + j)),
      ),
    );
    await untilParked(RECORDS + EACH);
  });
  afterAll(() => company?.close());

  test('are counted by a dry run, which asks for nothing', async () => {
    const { code, stdout } = await cli('replay', '--source', 'lms-alpha', '--dry-run', '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([
      EXIT.done,
      { send: PEOPLE + 1, records: RECORDS + EACH, refused: 0, sent: 0 },
    ]);
    expect(stdout).not.toMatch(/person|stranger|example\.com/);
    expect(await requests()).toEqual([]);
  });

  test('are parked again while nothing is mended, for as long as they had left', async () => {
    const [before] = [await parked()];
    expect(await recall()).toMatchObject({ sent: PEOPLE + 1 });
    await untilParked(2 * (RECORDS + EACH));
    const byOrigin = Map.groupBy(await parked(), ({ origin }) => formatCoordinates(origin));
    expect(byOrigin.size).toBe(before.length);
    for (const [first, second] of byOrigin.values()) {
      expect(second).toMatchObject({
        ...{ attempt: 1, alias: first!.alias },
        ...{ parked_at: first!.parked_at, deadline_at: first!.deadline_at },
      });
    }
    expect(await completions()).toEqual([]);
    expect((await report(false)).findings).toEqual([]);
  });

  test('are published once each when the policy is mended, though the recall dies in the middle', async () => {
    await learning.stop();
    await company.startReady('learning');
    let batches = 0;
    const beforeCommit = async (): Promise<void> => {
      batches += 1;
      if (batches === 3) throw new Error('dies on purpose');
    };
    await expect(recall({ records_per_s: 2 * EACH, beforeCommit })).rejects.toThrow('dies on purpose');
    expect(await requests()).toHaveLength(PEOPLE + 1 + 4);

    const { code, stdout, stderr } = await cli(
      ...['replay', '--source', 'lms-alpha', '--reason', 'the policy is mended', '--operator', 'me'],
      ...['--rate', '100000', '--yes', '--json'],
    );
    expect(code, stderr).toBe(EXIT.done);
    const { run_id, sent } = JSON.parse(stdout);
    const asked = (await requests()).filter((request) => request.run_id === run_id);
    expect(asked).toHaveLength(sent);
    expect(asked[0]).toMatchObject({ operator: 'me', reason: 'the policy is mended' });
    await vi.waitFor(async () => expect(await completions()).toHaveLength(RECORDS), WITHIN_MS);
    await company.untilHandled('learning', 'resolution');
    expect((await report(false)).findings).toEqual([]);
  });

  test('of people whom nobody knows wait on, and go round no more once they came back too often', async () => {
    const { code, stdout } = await cli('list', '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([EXIT.done, { aliases: 1, records: EACH, recalled: 0 }]);
    const [{ alias }] = JSON.parse(stdout).rows as [{ alias: string }];
    const args = ['replay', alias, '--max-attempts', '2', '--reason', 'again', '--yes', '--json'];
    const refused = await cli(...args);
    expect([refused.code, JSON.parse(refused.stdout)]).toMatchObject([
      EXIT.refused,
      { send: 0, refused_aliases: [{ alias, why: 'attempts' }] },
    ]);
  });

  test('are not doubled by recalling everything again and again', async () => {
    const before = (await parked()).length;
    await recall();
    await untilParked(before + EACH);
    await recall();
    await untilParked(before + 2 * EACH);
    expect(await completions()).toHaveLength(RECORDS);
    expect((await report(false)).findings).toEqual([]);
  });

  test('find the people who become known, and all is accounted for', async () => {
    await hireAll([STRANGER]);
    await company.untilQuiet(WITHIN_MS);
    const ids = (await completions()).map(({ event_id }) => event_id);
    expect([ids.length, new Set(ids).size]).toEqual([RECORDS + EACH, RECORDS + EACH]);
    const { findings, inputs } = await report(true);
    expect(findings).toEqual([]);
    const asked = inputs.find(({ topic }) => topic === 'ops.recall')!;
    expect(asked.rules['published:recalled']).toBeGreaterThan(PEOPLE);
    expect(asked.records).toBe((await requests()).length);
    const named = await cli('replay', 'ab'.repeat(16), '--reason', 'nobody', '--yes');
    expect([named.code, named.stdout]).toEqual([EXIT.not_found, expect.stringContaining('nothing waits there')]);
  });
});

import { readFile } from 'node:fs/promises';
import { expect, vi } from 'vitest';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { createLogReader } from '../../services/runtime/kafka/log-reader.ts';
import { SERVICE_NAMES, untilReady } from '../../tools/demo/services.ts';
import { compareTopology } from '../../tools/topology/apply.ts';
import { moveRecords } from '../../tools/topology/move.ts';
import { topology } from '../../topology/topology.ts';
import type { Company } from './support/company.ts';
import type { Instance } from './support/instance.ts';
import { committedOffsets } from './support/offsets.ts';
import { full, scenario } from './support/scenario.ts';

const INPUT = 'raw.xapi';
const DECLARED = topology.topics[INPUT].partitions;
const RAISED = 2 * DECLARED;
const EVENTS = full ? 3_000 : 900;
const NOTICED = { timeout: 90_000, interval: 200 };

/** Of each partition of the input, how many records there are; read past what any client remembers of the topic. */
const endsOf = async ({ connections }: Company): Promise<readonly number[]> => {
  const reader = createLogReader(connections.kafka);
  try {
    return (await reader.offsets(INPUT)).map(({ latest }) => latest);
  } finally {
    await reader.close();
  }
};

/** Waits until the declared partitions are handled to their ends, markers aside. */
const untilDeclaredHandled = (company: Company): Promise<void> => company.untilHandled(...SERVICE_NAMES);

const untilSaid = async ({ probeUrl, logFile }: Instance): Promise<void> => {
  await vi.waitFor(async () => {
    const metrics = await (await fetch(`${probeUrl}/metrics`)).text();
    expect(metrics).toMatch(
      new RegExp(`^skillstream_undeclared_partitions\\{topic="${INPUT}",[^}]*\\} ${RAISED - DECLARED}$`, 'm'),
    );
  }, NOTICED);
  const log = await readFile(logFile, 'utf8');
  expect(log).toContain(`${INPUT} has ${RAISED} partitions and the topology declares ${DECLARED}`);
  expect(log).not.toContain('waiting for a dependency');
  expect((await fetch(`${probeUrl}/readyz`)).status).toBe(200);
};

/** Waits until the group has divided the partitions once more, for its client found that the topic has others. */
const untilAssignedAgain = ({ logFile }: Instance): Promise<void> =>
  vi.waitFor(async () => expect(await readFile(logFile, 'utf8')).toContain('"epoch":2'), NOTICED);

scenario('partitions are added to an input while its service runs, which is then restarted', async (company) => {
  const { start, startOthers, startReady, connections } = company;
  await startOthers('learning');
  const [first] = await startReady('learning');
  let spread_over = DECLARED;
  const traffic = company.traffic(EVENTS, {
    partitionsOf: (topic) => (topic === INPUT ? spread_over : topology.topics[topic].partitions),
  });
  await traffic.send(EVENTS / 3);
  await untilDeclaredHandled(company);

  await connections.admin.createPartitions({ topicPartitions: [{ topic: INPUT, count: RAISED }] });
  await untilSaid(first!);
  await untilAssignedAgain(first!);
  const { refusals } = await compareTopology(readSettings(company.env, ['kafka', 'registry']));
  expect(refusals).toEqual([expect.objectContaining({ kind: 'partitions', name: INPUT })]);

  spread_over = RAISED;
  await traffic.send(EVENTS / 3);
  await untilDeclaredHandled(company);

  expect(await first!.stop()).toEqual({ code: 0, signal: null });
  const second = await start('learning');
  await untilReady(second);
  await untilSaid(second);
  await traffic.sendRest();
  await untilDeclaredHandled(company);

  // What is in the other partitions waits, and belongs to nobody.
  const waiting = (await endsOf(company)).slice(DECLARED);
  expect(waiting).toHaveLength(RAISED - DECLARED);
  expect(waiting.every((records) => records > 0)).toBe(true);
  const committed = await committedOffsets(company, 'learning');
  for (let partition = DECLARED; partition < RAISED; partition += 1) {
    expect(committed.get(`${INPUT}/${partition}`) ?? -1).toBe(-1);
  }

  // The way out: what waits goes to where its keys were before, in order, and once.
  const { kafka } = readSettings(company.env, ['kafka']);
  const moved = await moveRecords(kafka, INPUT);
  expect(moved.map(({ records }) => records)).toEqual(waiting);
  expect((await moveRecords(kafka, INPUT)).map(({ records }) => records)).toEqual(waiting.map(() => 0));
  return { faults: 2 };
});

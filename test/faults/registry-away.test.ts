import { expect } from 'vitest';
import { registeredText } from '../../schemas/index.ts';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { avroSchema, createRegistryClient } from '../../services/runtime/registry/client.ts';
import { SERVICE_NAMES, untilReady } from '../../tools/demo/services.ts';
import { topology } from '../../topology/topology.ts';
import { hire, worker } from '../support/hr.ts';
import type { TcpProxy } from '../support/proxy/tcp-proxy.ts';
import { completion, statementId } from '../support/statements.ts';
import type { Company } from './support/company.ts';
import { untilProgress, untilUnready } from './support/progress.ts';
import type { TimedFault } from './support/recovery.ts';
import { full, scenario } from './support/scenario.ts';

const AT = Date.UTC(2026, 4, 1);
const MBOX = 'mailto:ada@example.com';
const INPUT = 'raw.xapi';
const SCHEMA_ID_AT = 1;
/** Statements of each kind: written with the schema that is known, and with one that is new. */
const STATEMENTS = full ? 200 : 20;
const AWAY = 'registry is away';

type Fault = (registry: TcpProxy) => Promise<void> | void;

const FAULTS: Readonly<Record<string, Fault>> = {
  'refuses connections': (registry) => registry.refuse(),
  'answers nothing, connections stay open': (registry) => registry.hang('requests', 'replies'),
};

/** Registers a later version of the input's schema, as a producer does that is ahead of the services. */
const registerNextVersion = ({ stack }: Company, field: string): Promise<number> => {
  const schema = JSON.parse(registeredText(topology.topics[INPUT].schema!)) as { fields: object[] };
  schema.fields.push({ name: field, type: ['null', 'string'], default: null });
  const { registry } = readSettings(stack.env, ['registry']);
  return createRegistryClient(registry).register(`${INPUT}-value`, avroSchema(JSON.stringify(schema)));
};

/** A value of that version: the null of its last field is one byte more. */
const withSchema = (value: Buffer, id: number): Buffer => {
  const later = Buffer.concat([value, Buffer.from([0])]);
  later.writeInt32BE(id, SCHEMA_ID_AT);
  return later;
};

const sendStatements = (company: Company, first: number, written: (value: Buffer) => Buffer): Promise<void> =>
  company.sender.send(
    INPUT,
    Array.from({ length: STATEMENTS }, (_, i) => ({
      key: MBOX,
      value: written(completion(company.sender, { id: statementId(first + i), mbox: MBOX, at_ms: AT })),
    })),
  );

const declare = (what: string, fault: Fault): void =>
  scenario(
    `the schema registry ${what}, at the start and when a new schema comes`,
    async (company) => {
      const { registry } = company.proxies;
      const direct = { env: { ...company.stack.env } };
      const others = await Promise.all(
        SERVICE_NAMES.filter((name) => name !== 'learning').map((name) => company.start(name, direct)),
      );
      await fault(registry);
      const learning = await company.start('learning');
      await Promise.all(others.map(untilReady));
      await hire(company.sender, { E1: worker({ email: 'ada@example.com' }) }, AT);
      await company.untilHandled('identity');

      // At the start: alive, not ready, and nothing is consumed.
      await sendStatements(company, 0, (value) => value);
      await untilUnready(learning, 'registry');
      expect((await fetch(`${learning.probeUrl}/healthz`)).status).toBe(200);
      expect((await company.ledger()).filter(({ topic }) => topic === INPUT)).toEqual([]);
      await registry.heal();
      const timed: TimedFault[] = [{ topic: INPUT, at_ms: Date.now() }];
      await untilProgress(company, timed[0]!);
      await company.untilHandled('learning');

      // In mid-run: what is known goes on; a new schema is waited for, and its records are no dead letters.
      await fault(registry);
      await sendStatements(company, STATEMENTS, (value) => value);
      await company.untilHandled('learning');
      const id = await registerNextVersion(company, what.includes('refuses') ? 'added' : 'appended');
      await sendStatements(company, STATEMENTS * 2, (value) => withSchema(value, id));
      await untilUnready(learning, AWAY);
      await registry.heal();
      timed.push({ topic: INPUT, at_ms: Date.now() });
      await untilProgress(company, timed[1]!);
      return {
        faults: 2,
        timed,
        check: ({ ledger }) =>
          expect(ledger.inputs.find(({ topic }) => topic === INPUT)).toMatchObject({
            records: STATEMENTS * 3,
            published: STATEMENTS * 3,
            dead: 0,
          }),
      };
    },
    { proxied: true },
  );

for (const [what, fault] of Object.entries(FAULTS)) if (full || what.startsWith('answers')) declare(what, fault);

import { expect } from 'vitest';
import { headerText } from '../../services/runtime/engine/headers.ts';
import { unpackedValue } from '../../services/runtime/engine/oversize.ts';
import { SERVICE_NAMES } from '../../tools/demo/services.ts';
import { withBack } from '../../tools/ledger/totals.ts';
import { readTopic } from '../../tools/topics/read.ts';
import { hire, worker } from '../support/hr.ts';
import type { SentRecord } from '../support/send.ts';
import { COURSE, type CompletionOptions, completion, statementId } from '../support/statements.ts';
import type { Company, Proof } from './support/company.ts';
import { scenario } from './support/scenario.ts';

const AT = Date.UTC(2026, 4, 1);
const KNOWN = 'mailto:ada@example.com';
const HIRED_LATER = 'mailto:grace@example.com';
const MIB = 1024 * 1024;
const GZIP = 1;
const UNKNOWN_SCHEMA_ID = 1_999_999_999;
/** All in one partition, so that whatever stops it stops all. */
const PARTITION = 0;

/** How a record can be odd apart from its value. */
const ODD: readonly Partial<SentRecord>[] = [
  { headers: { nothing: null as never } },
  { headers: { many: ['1', '2', '3'] } },
  { headers: JSON.parse('{ "constructor": "a", "toString": "b", "__proto__": "c" }') },
  { headers: Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`h${i}`, 'v'])) },
  { headers: { origin: 'raw.xapi/999999999/999999999999999', attempt: '999999999999999' } },
  { headers: { origin: '//', attempt: '-1', returned: 'link', 'parked-alias': '' } },
  { timestamp: '-8700000000000000' },
  { timestamp: '-1' },
  { key: null },
  { key: Buffer.from([0xff, 0xfe, 0x00]) },
];

/** Makes statements, each with an id of its own. */
const createStatements = ({ sender }: Company) => {
  let made = 0;
  const statement = (mbox: string, options: Partial<CompletionOptions> = {}): Buffer => {
    made += 1;
    return completion(sender, { id: statementId(made), mbox, at_ms: AT, ...options });
  };
  const record = (value: Buffer | null, changes: Partial<SentRecord> = {}): SentRecord => ({
    key: 'learner',
    partition: PARTITION,
    value,
    ...changes,
  });
  return {
    statement,
    record,
    good: (changes: Partial<SentRecord> = {}): SentRecord => record(statement(KNOWN), changes),
  };
};

type Statements = ReturnType<typeof createStatements>;

/** Values that no schema explains, by the code of their dead letter. */
const unreadable = ({ sender }: Company, { statement }: Statements): Readonly<Record<string, Buffer | null>> => {
  const unknown = statement(KNOWN);
  unknown.writeInt32BE(UNKNOWN_SCHEMA_ID, 1);
  const event = { employee_id: 'E1', source: 'hris-core', kind: 'hire', effective_at: AT, received_at: AT } as const;
  return {
    not_avro_framed: Buffer.from('<html>502 Bad Gateway</html>'),
    too_short: Buffer.from([0, 0, 0]),
    undecodable: statement(KNOWN).subarray(0, -7),
    number_out_of_range: sender.codec.encode('raw.xapi', {
      source: 'lms-alpha',
      received_at: Number.MAX_SAFE_INTEGER,
      statement: '{}',
    }),
    unknown_schema: unknown,
    wrong_subject: sender.codec.encode('raw.hris', {
      ...event,
      event_id: 'hire',
      sequence: 1,
      related_employee_id: null,
      worker: worker(),
    }),
    tombstone: null,
  };
};

/** Statements whose size stops a record somewhere, by the code of their dead letter; the last are published. */
const huge = ({ statement }: Statements) => {
  const text = (bytes: number): string => 'x'.repeat(bytes);
  const extension = (bytes: number): object => ({
    context: { extensions: { 'https://example.com/text': text(bytes) } },
  });
  const named = { definition: { type: 'http://adlnet.gov/expapi/activities/course', name: { en: text(1.5 * MIB) } } };
  return {
    too_large: statement(KNOWN, { changes: extension(10 * MIB) }),
    output_too_large: statement(KNOWN, { changes: { object: { id: COURSE, ...named } } }),
    xapi_unknown_property: statement(KNOWN, { changes: { [text(MIB)]: true } }),
    published: statement(KNOWN, { changes: extension(MIB) }),
    parked: statement(HIRED_LATER, { changes: extension(1.9 * MIB) }),
  };
};

const start = async (company: Company): Promise<Statements> => {
  await company.startReady(...SERVICE_NAMES);
  await hire(company.sender, { E1: worker({ email: 'ada@example.com' }) }, AT);
  await company.untilHandled('identity');
  return createStatements(company);
};

/** Everything there is handled, and whoever was unknown is hired. */
const hireLater = async (company: Company): Promise<void> => {
  await company.untilHandled('learning');
  await hire(company.sender, { E2: worker({ email: 'grace@example.com' }) }, AT);
};

const totalsOf = ({ ledger }: Proof) => withBack(ledger.inputs).find(({ topic }) => topic === 'raw.xapi')!;

scenario('poison: odd headers, keys and times', async (company) => {
  const { good, record, statement } = await start(company);
  for (const odd of ODD) {
    await company.sender.send('raw.xapi', [
      good(odd),
      record(statement(HIRED_LATER), odd),
      record(Buffer.from('<html>'), odd),
    ]);
    await company.sender.send('raw.xapi', [good()]);
  }
  await hireLater(company);
  return {
    faults: ODD.length * 3,
    check: (proof) =>
      expect(totalsOf(proof)).toMatchObject({
        published: ODD.length * 3,
        parked: ODD.length,
        returned: ODD.length,
        dead_by_code: { not_avro_framed: ODD.length },
      }),
  };
});

scenario('poison: values that no schema explains, and sizes that no topic takes', async (company) => {
  const statements = await start(company);
  const { good, record } = statements;
  const { published, parked, ...refused } = huge(statements);
  const poison = { ...unreadable(company, statements), ...refused };
  const values = [...Object.values(poison), published, parked];
  for (const value of values) {
    await company.sender.send('raw.xapi', [good(), record(value), good()], { compression: GZIP });
  }
  await company.sender.send('raw.xapi', [good(), record(published, { key: 'again' })]);
  // What the broker refuses is its producer's to know; what went to other partitions in the same request stands.
  const beyond = record(Buffer.alloc(3 * MIB));
  await expect(company.sender.send('raw.xapi', [good({ partition: 1 }), beyond])).rejects.toThrow(
    'larger than the max message size',
  );
  await hireLater(company);
  return {
    faults: values.length + 1,
    check: async (proof) => {
      const { dead_by_code, ...totals } = totalsOf(proof);
      // The oracle takes a note without key and value for a dead letter of that code too.
      const letters = await Array.fromAsync(readTopic(company.connections.reader, 'raw.xapi.dlq'));
      const kept = letters.find(({ headers }) => headerText(headers, 'error-code') === 'too_large')!;
      expect(unpackedValue(kept)).toEqual(refused.too_large);
      expect(dead_by_code).toEqual(Object.fromEntries(Object.keys(poison).map((code) => [code, 1])));
      expect(totals).toMatchObject({ published: values.length * 2 + 4, duplicate: 1, parked: 1, returned: 1 });
    },
  };
});

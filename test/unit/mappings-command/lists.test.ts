import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ListScanner } from '../../../tools/mappings/read/list-scanner.ts';
import { listsIn } from '../../../tools/mappings/read/lists-in.ts';
import { openRows, type ReadOptions } from '../../../tools/mappings/read/open.ts';
import { run, written } from './support.ts';

/** Values of rows, and reasons of those that could not be read. */
const read = async (name: string, content: unknown, options: ReadOptions = {}): Promise<readonly unknown[]> => {
  const rows: unknown[] = [];
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  for await (const { content: row } of (await openRows(written(name, text), options)).rows)
    rows.push(row.kind === 'value' ? row.value : row.reason);
  return rows;
};

const TWO = [{ EmployeeID: '5' }, { EmployeeID: '6' }];

describe('the rows of an object', () => {
  it.each([
    ['Persons', { TotalCount: 2, Persons: TWO }],
    ['Workers', { TotalCount: 2, Workers: TWO, Next: { Href: '/2' } }],
    ['people, with what stands beside them', { links: [{ rel: 'next' }], fields: [{ id: 'x' }], people: TWO }],
    ['d.results', { d: { results: TWO } }],
  ])('are in a place that is known: %s', async (_, content) => {
    expect(await read('known.json', content)).toEqual(TWO);
    expect(await read('known-lines.json', JSON.stringify(content, null, 1))).toEqual(TWO);
    expect(await read('known.ndjson', content)).toEqual(TWO);
  });

  it.each([
    ['an unknown list', { TotalCount: 2, outcome_results: TWO }, 'outcome_results'],
    ['an unknown list that lies deeper', { response: { body: { Angestellte: TWO } } }, 'response.body.Angestellte'],
    ['two lists that are known', { users: TWO, enrollments: TWO }, 'users, enrollments'],
    ['a known list and another', { employees: TWO, departments: TWO }, 'employees, departments'],
    ['a list of one', { Persons2: [TWO[0]] }, 'Persons2'],
    ['objects by their names', { 5: TWO[0], 6: TWO[1] }, '*'],
    ['objects by their names below another', { people: { 5: TWO[0], 6: TWO[1] } }, 'people.*'],
    ['one row with lists in it', { EmployeeID: '5', Positions: [{ id: 1 }] }, 'Positions'],
  ])('are asked for: %s', async (_, content, place) => {
    for (const name of ['asked.json', 'asked-lines.json']) {
      const text = name === 'asked.json' ? content : JSON.stringify(content, null, 1);
      const rows = await read(name, text);
      expect(rows).toHaveLength(1);
      expect(rows[0]).toContain('--list');
      expect(rows[0]).toContain(place);
    }
    const file = written('asked-command.json', JSON.stringify(content));
    const { code, out } = await run('dry-run', file, '--source', 'hris-core', '--no-map');
    expect(code).toBe(1);
    expect(out).toContain('say --list');
    const { code: refused, err } = await run('init', file, '--source', 'hris-core', '--out', `${file}.map.csv`);
    expect(refused).toBe(2);
    expect(err).toContain('--list');
  });

  it('are found where --list says', async () => {
    const content = { a: { b: TWO }, by_id: { 5: { n: 1 }, 6: { n: 2 } } };
    expect(await read('given.json', content, { list: 'a.b' })).toEqual(TWO);
    expect(await read('given.json', content, { list: 'by_id.*' })).toEqual([
      { '@key': '5', n: 1 },
      { '@key': '6', n: 2 },
    ]);
    expect(await read('given.json', content, { list: '$' })).toEqual([content]);
    expect(await read('pages.json', [{ items: [TWO[0]] }, { items: [TWO[1]] }], { list: '*.items' })).toEqual(TWO);
  });

  it.each([
    [
      'pages.json',
      [
        { page: 1, items: TWO },
        { page: 2, items: TWO },
      ],
    ],
    ['unknown-pages.ndjson', '{"page":1,"Angestellte":[{"a":1}]}\n{"page":2,"Angestellte":[{"a":2}]}\n'],
  ])('are asked for where each row is a page of them: %s', async (name, content) => {
    const rows = await read(name, content);
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row).toContain('say --list');
  });

  it('are not those of one list only, where another one comes behind it', async () => {
    const many = Array.from({ length: 5_000 }, (_, index) => ({ EmployeeID: String(index), name: 'x'.repeat(20) }));
    const rows = await read('late.json', { employees: many, leavers: TWO });
    expect(rows).toHaveLength(5_001);
    expect(rows.at(-1)).toContain('employees, leavers');
  });

  it('may have lists in them', async () => {
    const rows = [1, 2].map((id) => ({ id, emails: [{ value: `${id}@x.example` }], positions: [{ from: 2020 }] }));
    expect(await read('rows.ndjson', rows.map((row) => JSON.stringify(row)).join('\n'))).toEqual(rows);
    expect(await read('rows.json', rows)).toEqual(rows);
    const user = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], emails: [{ value: 'a@x.example' }] };
    expect(await read('user.json', user)).toEqual([user]);
  });
});

describe('rows that hold several', () => {
  it.each([
    [
      'a list of lists',
      [[{ EmployeeID: '1' }, { EmployeeID: '2' }], [{ EmployeeID: '3' }]],
      [/list with rows/, /list with rows/],
    ],
    ['a line with a list of lists', [[[{ EmployeeID: '1' }]]], [/list with rows/]],
    [
      'a list for each column',
      { EmployeeID: ['1', '2'], Status: ['Active', 'Terminated'] },
      [/list for each of its columns/],
    ],
    [
      'an item with a list for each column',
      [{ EmployeeID: ['1', '2'], Status: ['Active', 'Left'] }],
      [/list for each/],
    ],
  ])('are refused, not read in part: %s', async (_, content, reasons) => {
    expect(await read('several.json', content)).toEqual(reasons.map((reason) => expect.stringMatching(reason)));
    const { code } = await run(
      'dry-run',
      written('several-run.json', JSON.stringify(content)),
      '--source',
      'hris-core',
      '--no-map',
    );
    expect(code).toBe(1);
  });

  it('are not plain values in an order', async () => {
    expect(
      await read('plain.json', [
        ['1', 'Ada'],
        ['2', 'Bob'],
      ]),
    ).toEqual([
      ['1', 'Ada'],
      ['2', 'Bob'],
    ]);
  });
});

describe('the scanner of lists', () => {
  it('finds the same wherever the text is cut', () => {
    const text = JSON.stringify({ Resources: [{ Note: 'a \\ "quoted" [{ y' }], Contractors: [{ id: '\\' }] });
    const whole = new ListScanner();
    whole.write(text);
    expect([...whole.lists.keys()]).toEqual(['Resources', 'Contractors']);
    for (let at = 1; at < text.length; at += 1) {
      const scanner = new ListScanner();
      scanner.write(text.slice(0, at));
      scanner.write(text.slice(at));
      expect(scanner.lists, `cut at ${at}`).toEqual(whole.lists);
    }
  });
});

describe('integers', () => {
  it('beyond 2^53 keep their digits, as two ids must not become one', async () => {
    const text =
      '[{"id":12345678901234567891,"n":-9007199254740993,"x":1.5,"y":9007199254740991},{"id":12345678901234567892}]';
    const exact = [
      { id: '12345678901234567891', n: '-9007199254740993', x: 1.5, y: 9007199254740991 },
      { id: '12345678901234567892' },
    ];
    expect(await read('integers.json', text)).toEqual(exact);
    expect(await read('integers.ndjson', text.slice(1, -1).replace('},{', '}\n{'))).toEqual(exact);
  });
});

describe('messages of SCIM', () => {
  const message = (name: string) => ({
    schemas: [`urn:ietf:params:scim:api:messages:2.0:${name}`],
    Operations: [
      { op: 'Replace', path: 'active', value: 'False' },
      { op: 'add', value: { x: 1 } },
    ],
  });

  it.each([
    ['PatchOp', 'scim_patch_unsupported'],
    ['BulkRequest', 'scim_bulk_unsupported'],
  ])('%s is said not to be supported, alone or in a list', async (name, code) => {
    for (const content of [message(name), [message(name), message(name)]]) {
      const file = written(`${name}.json`, JSON.stringify(content));
      const done = await run('dry-run', file, '--source', 'hris-core', '--json');
      const rows = done.out.trim().split('\n').slice(0, -1);
      expect(rows).toHaveLength([content].flat().length);
      for (const row of rows) expect(JSON.parse(row)).toMatchObject({ outcome: 'refused', code });
      expect(done.code).toBe(1);
      const { code: ended, err } = await run('init', file, '--source', 'hris-core', '--out', `${file}.map.csv`);
      expect([ended, err.split(':')[0]]).toEqual([2, code]);
    }
  });
});

it('finds in text what it finds in values, however the text is cut', () => {
  const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, leaf, tie('object'), fc.array(tie('value'), { maxLength: 3 })),
    object: fc.dictionary(fc.stringMatching(/^[a-z"\\ ]{1,4}$/), tie('value'), { maxKeys: 4 }),
  }));
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), value, { maxKeys: 4 }), fc.nat(7), (object, size) => {
      const text = JSON.stringify(object, null, 1);
      const plain = !/\\/.test(text);
      fc.pre(plain);
      const scanner = new ListScanner();
      for (let at = 0; at < text.length; at += size + 1) scanner.write(text.slice(at, at + size + 1));
      expect(Object.fromEntries(scanner.lists)).toEqual(Object.fromEntries(listsIn(object)));
    }),
    { numRuns: 300 },
  );
});

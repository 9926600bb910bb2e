import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../../tools/stack/paths.ts';
import { describePlan } from '../../../tools/topology/print.ts';
import { type Acl, compareAcls, desiredAcls, type Operation, type Resource } from '../../../topology/access.ts';
import { desiredTopology } from '../../../topology/desired.ts';
import { planTopology } from '../../../topology/plan.ts';
import { topology } from '../../../topology/topology.ts';

const PREFIX = 'User:skillstream-';
const wanted = desiredAcls(topology, PREFIX);
const textOf = (acls: Iterable<Acl>): readonly string[] =>
  [...acls].map((acl) => JSON.stringify(Object.entries(acl).toSorted())).sort();

describe('comparing ACLs', () => {
  const acl: fc.Arbitrary<Acl> = fc.record({
    principal: fc.constantFrom(`${PREFIX}learning`, `${PREFIX}gone`, 'User:somebody', 'User:skill'),
    host: fc.constantFrom('*', '10.0.0.1'),
    permission: fc.constantFrom('allow', 'deny'),
    resource: fc.constantFrom<Resource>('topic', 'group'),
    name: fc.constantFrom('raw.xapi', 'ops.ledger', '*'),
    pattern: fc.constantFrom('literal', 'prefixed'),
    operation: fc.constantFrom<Operation>('READ', 'WRITE'),
  });
  const acls = fc.uniqueArray(acl, { selector: (one) => JSON.stringify(one), maxLength: 30 });
  const isOurs = ({ principal }: Acl): boolean => principal.startsWith(PREFIX);

  it('finds exactly what makes ours as they should be, and leaves others alone', () => {
    fc.assert(
      fc.property(acls, acls, (desired, live) => {
        const ours = desired.filter(isOurs);
        const { missing, surplus } = compareAcls(ours, live, PREFIX);
        const gone = new Set(textOf(surplus));
        const after = [...live.filter((one) => !gone.has(textOf([one])[0]!)), ...missing];
        expect(textOf(after)).toEqual(textOf([...ours, ...live.filter((one) => !isOurs(one))]));
        expect(compareAcls(ours, after, PREFIX)).toEqual({ missing: [], surplus: [] });
      }),
    );
  });
});

describe('a plan', () => {
  const parts = { topics: new Map(), subjects: new Map() };
  const planWith = (live: readonly Acl[]) =>
    planTopology(
      { ...parts, acls: { principal_prefix: PREFIX, wanted } },
      { ...parts, acls: live },
      { allow_data_loss: false },
    );

  it('shows what is missing and what is there without need', () => {
    const [first, second, ...rest] = wanted;
    const denied: Acl = { ...second!, permission: 'deny', host: '10.0.0.1', pattern: 'prefixed', name: 'raw.' };
    const foreign: Acl = { ...second!, principal: 'User:somebody' };
    const plan = planWith([second!, ...rest, denied, foreign]);
    expect(plan.actions.map(({ kind }) => kind)).toEqual(['create_acl', 'delete_acl']);
    expect(describePlan(plan)).toBe(
      [
        `+ acl User:skillstream-identity READ topic ${first!.name}`,
        '- acl User:skillstream-identity may not READ topic raw.* from 10.0.0.1',
        '',
        '2 changes, 0 refused',
      ].join('\n'),
    );
  });

  it('is empty where all is as it should be, and where ACLs are none of our business', () => {
    expect(planWith(wanted).actions).toEqual([]);
    expect(desiredTopology(1)).not.toHaveProperty('acls');
    expect(desiredTopology(1, PREFIX).acls).toEqual({ principal_prefix: PREFIX, wanted });
    expect(planTopology(parts, { ...parts, acls: wanted }, { allow_data_loss: false }).actions).toEqual([]);
  });
});

describe('deploy/kafka/acls.sh', () => {
  let folder = '';
  let command = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'acls-'));
    command = join(folder, 'kafka-acls.sh');
    writeFileSync(command, '#!/bin/sh\nprintf "%s\\n" "$@" -- >> "$RECORDED"\n', { mode: 0o755 });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (
    name: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): readonly string[][] => {
    const file = join(folder, name);
    execFileSync(join(repositoryRoot, 'deploy/kafka/acls.sh'), args, {
      env: { PATH: process.env['PATH']!, KAFKA_BROKERS: 'b:9092', KAFKA_ACLS: command, RECORDED: file, ...env },
    });
    const calls = readFileSync(file, 'utf8').split('\n--\n').slice(0, -1);
    return calls.map((call) => call.split('\n'));
  };

  const OPERATIONS: Readonly<Record<string, Operation>> = {
    ...{ Read: 'READ', Write: 'WRITE', Create: 'CREATE', Describe: 'DESCRIBE', AlterConfigs: 'ALTER_CONFIGS' },
  };
  const aclsOf = (call: readonly string[]): Acl[] => {
    const argumentOf = (option: string): string => call[call.indexOf(option) + 1]!;
    expect(call.slice(0, 2)).toEqual(['--bootstrap-server', 'b:9092']);
    expect(call).toEqual(expect.arrayContaining(['--add', '--force']));
    return call.flatMap((option, i) => {
      const resource = /^--(topic|group|transactional-id)$/.exec(option)?.[1]?.replace('-', '_') as
        | Resource
        | undefined;
      if (resource === undefined) return [];
      return {
        principal: argumentOf('--allow-principal'),
        host: '*',
        permission: 'allow' as const,
        resource,
        name: call[i + 1]!,
        pattern: argumentOf('--resource-pattern-type') as Acl['pattern'],
        operation: OPERATIONS[argumentOf('--operation')]!,
      };
    });
  };

  it('gives what the topology asks for, to the letter', () => {
    expect(textOf(run('all', []).flatMap(aclsOf))).toEqual(textOf(wanted));
  });

  it('gives it to the named roles only, with the given principals and login', () => {
    const env = { TOPOLOGY_ACL_PRINCIPAL_PREFIX: 'User:dev-', KAFKA_COMMAND_CONFIG: '/admin.properties' };
    const calls = run('some', ['learning', 'hr-producer'], env);
    for (const call of calls) expect(call.slice(2, 4)).toEqual(['--command-config', '/admin.properties']);
    const expected = desiredAcls(topology, 'User:dev-').filter(({ principal }) =>
      ['User:dev-learning', 'User:dev-hr-producer'].includes(principal),
    );
    expect(textOf(calls.flatMap(aclsOf))).toEqual(textOf(expected));
  });
});

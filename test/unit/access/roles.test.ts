import { describe, expect, it } from 'vitest';
import { enrollmentFromSettings } from '../../../services/enrollment/from-settings.ts';
import { identityFromSettings } from '../../../services/identity/from-settings.ts';
import { learningFromSettings } from '../../../services/learning/from-settings.ts';
import { profileFromSettings } from '../../../services/profile/from-settings.ts';
import { createResolution } from '../../../services/resolution/service.ts';
import { readSettings } from '../../../services/runtime/config/settings.ts';
import { ownedTables } from '../../../services/runtime/engine/engine.ts';
import { groupOf } from '../../../services/runtime/engine/group.ts';
import { createLogger } from '../../../services/runtime/log.ts';
import type { Service } from '../../../services/runtime/service.ts';
import { voidingFromSettings } from '../../../services/voiding/from-settings.ts';
import { type Right, rolesOf } from '../../../topology/access.ts';
import { ENGINE_TOPICS, type ServiceName, topology } from '../../../topology/topology.ts';

const log = createLogger('test', 'silent');
const settings = readSettings({ IDENTITY_KEY: 'k'.repeat(40) }, ['identity', 'enrollment', 'voiding']) as Parameters<
  typeof learningFromSettings
>[0] &
  Parameters<typeof enrollmentFromSettings>[0];

const SERVICES: Readonly<Record<ServiceName, Service>> = {
  identity: identityFromSettings(settings, log),
  learning: learningFromSettings(settings, log),
  enrollment: enrollmentFromSettings(settings, log),
  resolution: createResolution(),
  voiding: voidingFromSettings(settings),
  profile: profileFromSettings(),
};
const serviceNames = Object.keys(SERVICES) as ServiceName[];
const roles = rolesOf(topology);
const rightsOf = (role: string): readonly Right[] => roles.find(({ name }) => name === role)!.rights;

const covers = ({ pattern, name }: Right, resource: string): boolean =>
  pattern === 'prefixed' ? resource.startsWith(name) : resource === name;
const may = (role: string, operation: string, resource: Right['resource'], name: string): boolean =>
  rightsOf(role).some((right) => right.resource === resource && right.operation === operation && covers(right, name));
const whoMay = (operation: string, resource: Right['resource'], name: string): readonly string[] =>
  roles.flatMap((role) => (may(role.name, operation, resource, name) ? [role.name] : []));

describe('the declaration of a service', () => {
  it.each(serviceNames)('%s names the tables that it owns', (name) => {
    expect(new Set(topology.services[name].tables)).toEqual(new Set(ownedTables(SERVICES[name])));
  });

  it.each(serviceNames)('%s writes its tables, and what the engine writes', (name) => {
    const { outputs, tables } = topology.services[name];
    expect(outputs).toEqual(expect.arrayContaining([...tables, ...ENGINE_TOPICS]));
  });
});

describe('rights', () => {
  it('let only producers write raw topics', () => {
    const raw = Object.keys(topology.topics).filter((name) => /^raw\.[^.]+$/.test(name));
    expect(raw).toHaveLength(3);
    const writers = new Set(raw.flatMap((topic) => whoMay('WRITE', 'topic', topic)));
    expect([...writers].sort()).toEqual(['hr-producer', 'lms-producer']);
  });

  it('let only its owners write a state topic', () => {
    for (const topic of new Set(serviceNames.flatMap((name) => topology.services[name].tables))) {
      const owners = serviceNames.filter((name) => topology.services[name].tables.includes(topic));
      expect(whoMay('WRITE', 'topic', topic), topic).toEqual(owners);
    }
  });

  it('let neighbours at nothing but their own topics', () => {
    for (const neighbour of Object.keys(topology.neighbours)) {
      const topics = rightsOf(neighbour).filter(({ resource }) => resource === 'topic');
      for (const { name, pattern } of topics) {
        expect(pattern).toBe('literal');
        expect(name).toMatch(/^(raw|marketplace)\.[\w-]+$/);
      }
    }
    expect(whoMay('READ', 'topic', 'marketplace.member')).toContain('marketplace-consumer');
    expect(whoMay('READ', 'topic', 'marketplace.member.dlq')).toEqual(['dead-letters']);
  });

  it('give each service its own group and transactional ids, of every generation, and no others', () => {
    for (const name of serviceNames) {
      for (const generation of ['1', '2', 'after-the-replay']) {
        const group = groupOf(name, generation);
        expect(whoMay('READ', 'group', group)).toEqual([name]);
        expect(whoMay('WRITE', 'transactional_id', `${group}.raw.xapi.0`)).toEqual([name]);
      }
    }
  });

  it('give tools that write their transactional id, and those that read none', () => {
    for (const [name, { outputs }] of Object.entries(topology.tools)) {
      // Services record shared settings under the same id as the tool: one at a time.
      const others = name === 'shared-settings' ? serviceNames : [];
      expect(whoMay('WRITE', 'transactional_id', `skillstream.${name}`)).toEqual(
        outputs.length > 0 ? [...others, name] : [],
      );
    }
  });

  it('contain nothing twice, and nothing that another one implies', () => {
    for (const { name, rights } of roles) {
      expect(new Set(rights.map((right) => JSON.stringify(right))).size, name).toBe(rights.length);
      const described = rights.filter(({ operation }) => operation === 'DESCRIBE');
      for (const right of described) {
        const implied = ['READ', 'WRITE', 'ALTER'].some((operation) =>
          may(name, operation, right.resource, right.name),
        );
        expect(implied, `${name}: ${right.name}`).toBe(false);
      }
    }
  });

  it('let nobody at the cluster itself', () => {
    expect(roles.flatMap(({ rights }) => rights).filter(({ resource }) => resource === 'cluster')).toEqual([]);
  });
});

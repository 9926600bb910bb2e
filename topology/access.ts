import { ENGINE_TOPICS } from './topology.ts';
import type {
  ExporterDeclaration,
  NeighbourDeclaration,
  ServiceDeclaration,
  ToolDeclaration,
  Topology,
} from './types.ts';

/** Operations of Kafka's authorizer. READ, WRITE, DELETE and ALTER imply DESCRIBE; ALTER_CONFIGS implies DESCRIBE_CONFIGS. */
export type Operation =
  | ('ALL' | 'READ' | 'WRITE' | 'CREATE' | 'DELETE' | 'ALTER' | 'DESCRIBE')
  | ('CLUSTER_ACTION' | 'DESCRIBE_CONFIGS' | 'ALTER_CONFIGS' | 'IDEMPOTENT_WRITE');
export type Resource = 'topic' | 'group' | 'cluster' | 'transactional_id' | 'delegation_token';
export type Pattern = 'literal' | 'prefixed';
export type Permission = 'allow' | 'deny';

/** What somebody may do with one resource, or with all that have names which begin alike. */
export interface Right {
  readonly resource: Resource;
  readonly name: string;
  readonly pattern: Pattern;
  readonly operation: Operation;
}

/** A right of a principal, as the cluster has it. */
export interface Acl extends Right {
  /** Such as `User:skillstream-learning`. */
  readonly principal: string;
  /** `*` for any. */
  readonly host: string;
  readonly permission: Permission;
}

/** A service, a tool or a neighbour with all that it may do. */
export interface Role {
  readonly name: string;
  readonly description: string;
  readonly rights: readonly Right[];
}

const sorted = (names: Iterable<string>): readonly string[] => [...new Set(names)].sort();
const onTopics = (operation: Operation, names: Iterable<string>): readonly Right[] =>
  sorted(names).map((name) => ({ resource: 'topic', name, pattern: 'literal', operation }));

/**
 * Reads its inputs, what it looks up, its own state and the engine's topics; writes its outputs. Its consumer groups and
 * transactional ids, of every generation, begin with its name (`services/runtime/engine/group.ts`).
 */
const serviceRights = (name: string, { inputs, outputs, lookups, tables }: ServiceDeclaration): readonly Right[] => [
  ...onTopics('READ', [...inputs, ...lookups, ...tables, ...ENGINE_TOPICS]),
  ...onTopics('WRITE', [...outputs, ...ENGINE_TOPICS]),
  { resource: 'group', name: `skillstream.${name}`, pattern: 'prefixed', operation: 'READ' },
  { resource: 'transactional_id', name: `skillstream.${name}.`, pattern: 'prefixed', operation: 'WRITE' },
  // Under which all record what they share, one at a time (`services/runtime/shared-settings/store.ts`).
  { resource: 'transactional_id', name: 'skillstream.shared-settings', pattern: 'literal', operation: 'WRITE' },
];

/** A tool reads partitions without a group, and writes under one transactional id (`tools/replay/connect.ts`). */
const toolRights = (name: string, { inputs, outputs, lookups = [] }: ToolDeclaration): readonly Right[] => [
  ...onTopics('READ', [...inputs, ...lookups]),
  ...onTopics('WRITE', outputs),
  ...(outputs.length === 0
    ? []
    : [{ resource: 'transactional_id', name: `skillstream.${name}`, pattern: 'literal', operation: 'WRITE' } as const]),
];

const exporterRights = ({ inputs, watches_groups }: ExporterDeclaration): readonly Right[] => [
  ...onTopics('READ', inputs),
  { resource: 'group', name: watches_groups, pattern: 'prefixed', operation: 'DESCRIBE' },
];

const neighbourRights = ({ reads, writes, group_prefix }: NeighbourDeclaration): readonly Right[] => [
  ...onTopics('READ', reads),
  ...onTopics('WRITE', writes),
  ...(group_prefix === undefined
    ? []
    : [{ resource: 'group', name: group_prefix, pattern: 'prefixed', operation: 'READ' } as const]),
];

/**
 * Provisioning makes topics that are not there yet, so its rights go by the first part of their names. It may not alter
 * ACLs: a user who may do that may do anything.
 */
const provisioningRights = ({ topics }: Topology): readonly Right[] =>
  (['ALTER_CONFIGS', 'CREATE', 'DESCRIBE'] as const).flatMap((operation) =>
    sorted(Object.keys(topics).map((name) => name.slice(0, name.indexOf('.') + 1))).map(
      (name): Right => ({ resource: 'topic', name, pattern: 'prefixed', operation }),
    ),
  );

/** Everybody who has to do with the topology, with exactly what they need. Pure. */
export const rolesOf = (topology: Topology): readonly Role[] => [
  ...Object.entries(topology.services).map(([name, service]) => ({
    name,
    description: service.description,
    rights: serviceRights(name, service),
  })),
  ...Object.entries(topology.tools).map(([name, tool]) => ({
    name,
    description: tool.description,
    rights: toolRights(name, tool),
  })),
  ...Object.entries(topology.exporters).map(([name, exporter]) => ({
    name,
    description: exporter.description,
    rights: exporterRights(exporter),
  })),
  {
    name: 'topology',
    description: 'Makes topics and their settings as the topology says.',
    rights: provisioningRights(topology),
  },
  ...Object.entries(topology.neighbours).map(([name, neighbour]) => ({
    name,
    description: neighbour.description,
    rights: neighbourRights(neighbour),
  })),
];

/** The ACLs that the topology asks for. */
export const desiredAcls = (topology: Topology, principal_prefix: string): readonly Acl[] =>
  rolesOf(topology).flatMap(({ name, rights }) =>
    rights.map((right) => ({ principal: principal_prefix + name, host: '*', permission: 'allow' as const, ...right })),
  );

const identify = ({ principal, host, permission, resource, name, pattern, operation }: Acl): string =>
  JSON.stringify([principal, host, permission, resource, name, pattern, operation]);

export interface AclDifference {
  readonly missing: readonly Acl[];
  /** Of principals of ours, and not asked for. */
  readonly surplus: readonly Acl[];
}

/** What is missing from a cluster's ACLs, and what is there without need; those of other principals count for nothing. */
export const compareAcls = (desired: readonly Acl[], live: readonly Acl[], principal_prefix: string): AclDifference => {
  const ours = live.filter(({ principal }) => principal.startsWith(principal_prefix));
  const wanted = new Set(desired.map(identify));
  const there = new Set(ours.map(identify));
  return {
    missing: desired.filter((acl) => !there.has(identify(acl))),
    surplus: ours.filter((acl) => !wanted.has(identify(acl))),
  };
};

/** An ACL in a line. */
export const formatAcl = ({ principal, host, permission, resource, name, pattern, operation }: Acl): string =>
  [
    principal,
    ...(permission === 'deny' ? ['may not'] : []),
    operation,
    resource.replaceAll('_', ' '),
    pattern === 'prefixed' ? `${name}*` : name,
    ...(host === '*' ? [] : [`from ${host}`]),
  ].join(' ');

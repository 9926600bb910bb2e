import type { AclEntry, Admin } from 'kafkajs';
import type { Acl, Operation, Pattern, Permission, Resource } from '../../../topology/access.ts';
import { DependencyUnavailable, SkillstreamError } from '../errors.ts';

/** The cluster has no ACLs, or we may not look after them. */
export class AclsRefused extends SkillstreamError {
  constructor(message: string, cause: unknown) {
    super('acls_refused', message, cause);
  }
}

/** The ACLs of a cluster. All methods throw `DependencyUnavailable` and `AclsRefused`. */
export interface AclAdmin {
  /** All that there are, of anybody. */
  readonly listAcls: () => Promise<readonly Acl[]>;
  readonly createAcls: (acls: readonly Acl[]) => Promise<void>;
  readonly deleteAcls: (acls: readonly Acl[]) => Promise<void>;
}

/** Numbers of the protocol: AclOperation, ResourceType, PatternType and AclPermissionType of the Java client. */
const OPERATIONS: Readonly<Record<Operation, number>> = {
  ...{ ALL: 2, READ: 3, WRITE: 4, CREATE: 5, DELETE: 6, ALTER: 7, DESCRIBE: 8 },
  ...{ CLUSTER_ACTION: 9, DESCRIBE_CONFIGS: 10, ALTER_CONFIGS: 11, IDEMPOTENT_WRITE: 12 },
};
const RESOURCES: Readonly<Record<Resource, number>> = {
  ...{ topic: 2, group: 3, cluster: 4, transactional_id: 5, delegation_token: 6 },
};
const PATTERNS: Readonly<Record<Pattern, number>> = { literal: 3, prefixed: 4 };
const PERMISSIONS: Readonly<Record<Permission, number>> = { deny: 2, allow: 3 };
/** Matches everything, in a filter. */
const ANY = 1;

export const aclAdmin = (admin: Admin): AclAdmin => ({
  listAcls: () =>
    guard(async () => {
      const { resources } = await admin.describeAcls({
        resourceType: ANY,
        resourcePatternType: ANY,
        operation: ANY,
        permissionType: ANY,
      });
      return resources.flatMap(({ acls, ...resource }) => acls.flatMap((acl) => toAcl({ ...resource, ...acl })));
    }),
  createAcls: (acls) =>
    guard(async () => {
      if (acls.length > 0) await admin.createAcls({ acl: acls.map(toEntry) });
    }),
  deleteAcls: (acls) =>
    guard(async () => {
      if (acls.length > 0) await admin.deleteAcls({ filters: acls.map(toEntry) });
    }),
});

const nameOf = <N extends string>(numbers: Readonly<Record<N, number>>, number: number): N | undefined =>
  (Object.keys(numbers) as N[]).find((name) => numbers[name] === number);

/** None where it is of a kind that the client has no words for, such as delegation tokens of users: those are not ours. */
const toAcl = (entry: AclEntry): readonly Acl[] => {
  const operation = nameOf(OPERATIONS, entry.operation);
  const resource = nameOf(RESOURCES, entry.resourceType);
  const pattern = nameOf(PATTERNS, entry.resourcePatternType);
  const permission = nameOf(PERMISSIONS, entry.permissionType);
  if (operation === undefined || resource === undefined || pattern === undefined || permission === undefined) return [];
  const { principal, host, resourceName: name } = entry;
  return [{ principal, host, permission, resource, name, pattern, operation }];
};

const toEntry = ({ principal, host, permission, resource, name, pattern, operation }: Acl): AclEntry => ({
  principal,
  host,
  permissionType: PERMISSIONS[permission],
  resourceType: RESOURCES[resource],
  resourceName: name,
  resourcePatternType: PATTERNS[pattern],
  operation: OPERATIONS[operation],
});

const REFUSALS: Readonly<Record<string, string>> = {
  SECURITY_DISABLED:
    'the cluster has no authorizer, so it has no ACLs: set authorizer.class.name of the brokers, or TOPOLOGY_ACLS=false',
  CLUSTER_AUTHORIZATION_FAILED:
    'this user may not look after ACLs: that takes DESCRIBE (plan) and ALTER (apply) of the cluster, as a super user has them',
};

const guard = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    const refusal = REFUSALS[(error as { readonly type?: string }).type ?? ''];
    if (refusal !== undefined) throw new AclsRefused(refusal, error);
    throw new DependencyUnavailable('kafka', error instanceof Error ? error.message : String(error), error);
  }
};

import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '../../services/runtime/config/settings.ts';
import { SkillstreamError } from '../../services/runtime/errors.ts';
import type { AclAdmin } from '../../services/runtime/kafka/acls.ts';
import { type TopicAdmin, withTopicAdmin } from '../../services/runtime/kafka/admin.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { avroSchema, createRegistryClient, type RegistryClient } from '../../services/runtime/registry/client.ts';
import type { Acl } from '../../topology/access.ts';
import { type Desired, desiredTopology } from '../../topology/desired.ts';
import { type Action, type Plan, type PlanOptions, planTopology } from '../../topology/plan.ts';
import { readLive } from './live.ts';

/** Where topics and schemas are. */
export type Connections = Pick<Settings, 'kafka' | 'registry'> & Partial<Pick<Settings, 'provisioning'>>;

/** The plan holds something that would lose data or break readers; nothing was changed. */
export class TopologyRefused extends SkillstreamError {
  readonly plan: Plan;

  constructor(plan: Plan) {
    const lines = plan.refusals.map(({ name, reason, what_to_do }) => `  ${name}: ${reason}. ${what_to_do}`);
    super('topology_refused', ['refused, and nothing was changed:', ...lines].join('\n'));
    this.plan = plan;
  }
}

export interface TopologyOptions extends Partial<PlanOptions> {
  /** What is wanted instead of the topology of the project. */
  readonly desired?: Desired;
}

/**
 * What differs between the topology and a cluster with its registry.
 * @throws DependencyUnavailable; AclsRefused
 */
export const compareTopology = (connections: Connections, options: TopologyOptions = {}): Promise<Plan> =>
  withParts(connections, options, async ({ plan }) => plan);

/**
 * Makes a cluster and its registry what the topology says. May be run again at any time. All is checked before anything
 * is changed.
 * @returns what was done
 * @throws TopologyRefused, DependencyUnavailable; AclsRefused
 */
export const applyTopology = (connections: Connections, options: TopologyOptions = {}): Promise<Plan> =>
  withParts(connections, options, async (parts) => {
    const { plan } = parts;
    if (plan.refusals.length > 0) throw new TopologyRefused(plan);
    await createTopics(parts, connections.kafka.replication_factor);
    for (const action of plan.actions) await perform(action, parts);
    await changeAcls(parts);
    if (plan.actions.length > 0) await untilSeen(parts);
    return plan;
  });

const SEEN_WITHIN_MS = 10_000;
const POLL_MS = 100;

/** Brokers take changes over one after the other: whoever compares right after this finds what was changed. */
const untilSeen = async ({ desired, admin, registry }: Parts): Promise<void> => {
  for (const until_ms = performance.now() + SEEN_WITHIN_MS; performance.now() < until_ms; await delay(POLL_MS)) {
    const { actions } = planTopology(desired, await readLive(desired, admin, registry), { allow_data_loss: true });
    if (actions.length === 0) return;
  }
};

interface Parts {
  readonly desired: Desired;
  readonly admin: TopicAdmin & AclAdmin;
  readonly registry: RegistryClient;
  readonly plan: Plan;
}

const withParts = <T>(
  connections: Connections,
  { desired = desiredOf(connections), allow_data_loss = false }: TopologyOptions,
  work: (parts: Parts) => Promise<T>,
): Promise<T> =>
  withTopicAdmin(connections.kafka, createLogger('topology', 'silent'), async (admin) => {
    const registry = createRegistryClient(connections.registry);
    const plan = planTopology(desired, await readLive(desired, admin, registry), { allow_data_loss });
    return work({ desired, admin, registry, plan });
  });

const desiredOf = ({ kafka, provisioning }: Connections): Desired =>
  desiredTopology(kafka.replication_factor, provisioning?.acls?.principal_prefix);

/** All of a kind in one request: there are hundreds. */
const changeAcls = async ({ plan, admin }: Parts): Promise<void> => {
  const of = (kind: 'create_acl' | 'delete_acl'): readonly Acl[] =>
    plan.actions.flatMap((action) => (action.kind === kind ? [action.acl] : []));
  await admin.createAcls(of('create_acl'));
  await admin.deleteAcls(of('delete_acl'));
};

/** All in one request, because each waits for its leaders. */
const createTopics = async ({ plan, admin }: Parts, replication_factor: number | undefined): Promise<void> => {
  const topics = plan.actions.flatMap((action) =>
    action.kind === 'create_topic' ? [{ name: action.topic, ...action.desired }] : [],
  );
  if (topics.length > 0) await admin.create(topics, replication_factor);
};

const perform = async (action: Action, { desired, admin, registry }: Parts): Promise<void> => {
  switch (action.kind) {
    case 'create_topic':
    case 'create_acl':
    case 'delete_acl':
      return;
    case 'configure_topic':
      return admin.configure(action.topic, Object.fromEntries(action.changes.map(({ setting, to }) => [setting, to])));
    case 'set_compatibility':
      return registry.setCompatibility(action.subject, action.to);
    case 'register_schema':
      await registry.register(action.subject, avroSchema(desired.subjects.get(action.subject)!.text));
  }
};

import { type Acl, compareAcls } from './access.ts';
import type { Desired, DesiredSubject, DesiredTopic } from './desired.ts';

/** A topic as the cluster has it; `config` holds the settings in effect. */
export interface LiveTopic {
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

/** A subject as the registry has it, compared with the schema that is wanted. */
export interface LiveSubject {
  /** The level of the subject, or null where it has none of its own. */
  readonly compatibility: string | null;
  /** Whether the wanted schema is one of its versions. */
  readonly registered: boolean;
  /** Why the wanted schema may not follow the versions there are, or null. */
  readonly incompatible: string | null;
}

export interface Live {
  /** Only those that exist. */
  readonly topics: ReadonlyMap<string, LiveTopic>;
  readonly subjects: ReadonlyMap<string, LiveSubject>;
  /** All of the cluster; only looked at where ACLs are wanted. */
  readonly acls?: readonly Acl[];
}

export interface Change {
  readonly setting: string;
  readonly from: string | null;
  readonly to: string;
}

export type Action =
  | { readonly kind: 'create_topic'; readonly topic: string; readonly desired: DesiredTopic }
  | { readonly kind: 'configure_topic'; readonly topic: string; readonly changes: readonly Change[] }
  | {
      readonly kind: 'set_compatibility';
      readonly subject: string;
      readonly from: string | null;
      readonly to: string;
    }
  | { readonly kind: 'register_schema'; readonly subject: string; readonly schema: string }
  | { readonly kind: 'create_acl'; readonly acl: Acl }
  | { readonly kind: 'delete_acl'; readonly acl: Acl };

/** A difference that is not made away with. */
export interface Refusal {
  readonly kind: 'partitions' | 'data_loss' | 'incompatible_schema';
  /** Topic or subject. */
  readonly name: string;
  readonly reason: string;
  readonly what_to_do: string;
}

export interface Plan {
  /** In the order in which they are to be done. */
  readonly actions: readonly Action[];
  /** While there is one, nothing at all is done. */
  readonly refusals: readonly Refusal[];
}

export interface PlanOptions {
  /** Lets changes of cleanup or retention through that make the cluster delete records. */
  readonly allow_data_loss: boolean;
}

/**
 * What must change so that a cluster and a registry are as the topology says. Pure. Topics and subjects that the topology
 * does not know are nobody's business here.
 */
export const planTopology = (desired: Desired, live: Live, options: PlanOptions): Plan => {
  const parts = [
    ...[...desired.topics].map(([name, topic]) => planTopic(name, topic, live.topics.get(name), options)),
    ...[...desired.subjects].map(([name, subject]) => planSubject(name, subject, live.subjects.get(name))),
    planAcls(desired, live),
  ];
  return {
    actions: parts.flatMap(({ actions }) => actions),
    refusals: parts.flatMap(({ refusals }) => refusals),
  };
};

/** Rights are given before any are taken, so that no service has to wait in between. */
const planAcls = ({ acls }: Desired, live: Live): Plan => {
  if (acls === undefined) return { actions: [], refusals: [] };
  const { missing, surplus } = compareAcls(acls.wanted, live.acls ?? [], acls.principal_prefix);
  return {
    actions: [
      ...missing.map((acl): Action => ({ kind: 'create_acl', acl })),
      ...surplus.map((acl): Action => ({ kind: 'delete_acl', acl })),
    ],
    refusals: [],
  };
};

const planTopic = (name: string, desired: DesiredTopic, live: LiveTopic | undefined, options: PlanOptions): Plan => {
  if (live === undefined) return { actions: [{ kind: 'create_topic', topic: name, desired }], refusals: [] };
  const changes = Object.entries(desired.config)
    .filter(([setting, value]) => live.config[setting] !== value)
    .map(([setting, to]): Change => ({ setting, from: live.config[setting] ?? null, to }));
  const losses = options.allow_data_loss ? [] : changes.filter(losesData);
  return {
    actions: changes.length === 0 ? [] : [{ kind: 'configure_topic', topic: name, changes }],
    refusals: [
      ...planPartitions(name, desired.partitions, live.partitions),
      ...losses.map(
        ({ setting, from, to }): Refusal => ({
          kind: 'data_loss',
          name,
          reason: `${setting} ${from ?? 'unset'} → ${to} makes the cluster delete records`,
          what_to_do: 'If that is meant, apply with --allow-data-loss.',
        }),
      ),
    ],
  };
};

/** Every topic is keyed: its order and its state hold per key, and keys are spread over the number of partitions. */
const planPartitions = (name: string, desired: number, live: number): readonly Refusal[] => {
  if (live === desired) return [];
  const [reason, what_to_do] =
    live < desired
      ? [
          `has ${live} partitions instead of ${desired}; more would send keys to other partitions than before`,
          'Declare the number it has, or move its records to a new topic and switch over.',
        ]
      : [
          `has ${live} partitions instead of ${desired}; services use partitions 0 to ${desired - 1}, and what producers ` +
            `write to ${desired === live - 1 ? `partition ${desired}` : `partitions ${desired} to ${live - 1}`} waits`,
          'Kafka cannot take partitions away: see docs/runbooks.md#skillstreamundeclaredpartitions.',
        ];
  return [{ kind: 'partitions', name, reason, what_to_do }];
};

const UNLIMITED = -1;

const losesData = ({ setting, from, to }: Change): boolean => {
  if (setting === 'cleanup.policy') return true;
  if (setting !== 'retention.ms' || from === null) return false;
  return Number(to) !== UNLIMITED && (Number(from) === UNLIMITED || Number(to) < Number(from));
};

/** The level comes first, so that the registry itself guards what is registered. */
const planSubject = (name: string, desired: DesiredSubject, live: LiveSubject | undefined): Plan => {
  const { compatibility = null, registered = false, incompatible = null } = live ?? {};
  const level: Action[] =
    compatibility === desired.compatibility
      ? []
      : [{ kind: 'set_compatibility', subject: name, from: compatibility, to: desired.compatibility }];
  if (registered) return { actions: level, refusals: [] };
  const register: Action = { kind: 'register_schema', subject: name, schema: desired.schema };
  if (incompatible === null) return { actions: [...level, register], refusals: [] };
  return {
    actions: [...level, register],
    refusals: [
      {
        kind: 'incompatible_schema',
        name,
        reason: `${desired.schema} may not follow the registered versions: ${incompatible}`,
        what_to_do: 'Change the schema so that it reads what is there: give new fields a default, keep the rest.',
      },
    ],
  };
};

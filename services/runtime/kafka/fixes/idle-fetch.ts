import { requireInside } from './replace.ts';

/** The part of a member of a group that asks brokers for records. */
interface ConsumerGroup {
  readonly maxWaitTime: number;
  readonly minBytes: number;
}

type Fetch = (this: ConsumerGroup, node_id: string) => Promise<readonly { isEmpty(): boolean }[]>;

/**
 * While nothing comes, a broker may wait so long; it answers the first byte at once. Heartbeats are sent between two
 * fetches, and a consumer that stops waits for the last one, so it is no longer than a heartbeat interval.
 */
const IDLE_WAIT_MS = 1_000;
const IDLE_MIN_BYTES = 1;

interface Patience {
  /** The member as it is, but patient. Its brokers are asked side by side, so its own settings must not change. */
  readonly patient: ConsumerGroup;
  /** Brokers whose last answer held no records. */
  readonly idle_nodes: Set<string>;
}

const patience = new WeakMap<ConsumerGroup, Patience>();

const createPatience = (group: ConsumerGroup): Patience => ({
  patient: new Proxy(group, {
    get: (target, name) => {
      if (name === 'maxWaitTime') return Math.max(target.maxWaitTime, IDLE_WAIT_MS);
      return name === 'minBytes' ? IDLE_MIN_BYTES : Reflect.get(target, name);
    },
    // What a fetch changes, such as the generation when it has to join again, is changed in the member itself.
    set: (target, name, value) => Reflect.set(target, name, value),
  }),
  idle_nodes: new Set(),
});

const patienceOf = (group: ConsumerGroup): Patience => {
  const known = patience.get(group) ?? createPatience(group);
  patience.set(group, known);
  return known;
};

/**
 * A short wait collects records at a steady load, but asks brokers dozens of times a second when there are none, which
 * costs each service percents of a core, and the broker more. So a broker that had no records is asked to wait long,
 * and one that had some as the options say.
 */
export const waitLongWhenIdle = (): void => {
  const { prototype } = requireInside<{ prototype: { fetch: Fetch } }>('consumer/consumerGroup.js');
  const fetch = prototype.fetch;
  prototype.fetch = async function (this: ConsumerGroup, node_id: string) {
    const { patient, idle_nodes } = patienceOf(this);
    const batches = await fetch.call(idle_nodes.has(node_id) ? patient : this, node_id);
    if (batches.every((batch) => batch.isEmpty())) idle_nodes.add(node_id);
    else idle_nodes.delete(node_id);
    return batches;
  };
};

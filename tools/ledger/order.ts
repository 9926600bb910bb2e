import { type Coordinates, formatPartition } from './coordinates.ts';

/** One output as the order rules see it. */
export interface OrderedOutput {
  readonly key: string;
  readonly origin: Coordinates;
  /** Number of the key under which the input record came. */
  readonly input_key_id: number;
  /** Where the record was handled last: at its origin, or where it came back. */
  readonly handled_at: Coordinates;
  /** Whether the record had been a dead letter: those hold nobody back, and come behind what was sent after them. */
  readonly was_dead: boolean;
}

export type OrderFault = 'order_of_key' | 'order_of_partition';

/**
 * Watches the outputs of one topic, invariant 4 of the architecture:
 * - outputs of one input partition and output key come in the order in which the records were handled, those that came back
 *   through a topic of their own by themselves;
 * - those of one input key even in the order in which its records were sent, since a parked record holds back later
 *   ones of its alias; replayed dead letters excepted.
 * @returns a function that says what an output breaks, if anything
 */
export const createOrderWatch = (): ((output: OrderedOutput) => OrderFault | null) => {
  const lastHandled = new Map<string, number>();
  const lastOrigin = new Map<string, number>();

  const ascends = (last: Map<string, number>, scope: string, offset: number): boolean => {
    const before = last.get(scope);
    last.set(scope, offset);
    return before === undefined || before <= offset;
  };

  return ({ key, origin, input_key_id, handled_at, was_dead }) => {
    const scope = `${formatPartition(origin)} ${key}`;
    const handled_in = `${formatPartition(handled_at)} ${key}`;
    // Both must take note of the output, so neither may be skipped for the other's sake.
    const partitionOrder = ascends(lastHandled, handled_in, handled_at.offset);
    const keyOrder = was_dead || ascends(lastOrigin, `${input_key_id} ${scope}`, origin.offset);
    if (!keyOrder) return 'order_of_key';
    return partitionOrder ? null : 'order_of_partition';
  };
};

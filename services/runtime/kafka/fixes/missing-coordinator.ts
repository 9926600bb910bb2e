import { requireInside } from './replace.ts';

interface Cluster {
  findGroupCoordinatorMetadata(this: Cluster, options: object): Promise<object>;
}

/** COORDINATOR_NOT_AVAILABLE, which brokers answer with themselves. */
const COORDINATOR_NOT_AVAILABLE = 15;

/**
 * A coordinator that no broker could name is looked for again. kafkajs takes that for final, so a consumer or producer that
 * starts while a broker does, or is busy, fails at once and for good.
 */
export const awaitMissingCoordinators = (): void => {
  const { prototype } = requireInside<{ prototype: Cluster }>('cluster/index.js');
  const { createErrorFromCode } = requireInside<{ createErrorFromCode(code: number): Error }>('protocol/error.js');
  const find = prototype.findGroupCoordinatorMetadata;
  prototype.findGroupCoordinatorMetadata = async function (this: Cluster, options: object): Promise<object> {
    try {
      return await find.call(this, options);
    } catch (error) {
      if ((error as Error).name !== 'KafkaJSGroupCoordinatorNotFound') throw error;
      throw createErrorFromCode(COORDINATOR_NOT_AVAILABLE);
    }
  };
};

import { AssignmentLost } from '../errors.ts';

/** What the engine may ask of the consumer while it holds a fetched batch. */
export interface Session {
  /** Keeps the membership alive. Throws when the group has moved on. */
  readonly heartbeat: () => Promise<void>;
  /** Whether the partition is still this instance's, as far as it knows. */
  readonly isCurrent: () => boolean;
  /** Whether the process is stopping: what does not succeed at once is left to the next owner. */
  readonly isStopping: () => boolean;
  /** Counts the assignments of this instance; a partition is fenced anew in each. */
  readonly epoch: number;
}

/** Called now and then during long work, such as a restore. Throws AssignmentLost when there is no use in going on. */
export type KeepAlive = () => Promise<void>;

/** Keeps the membership alive, and ends the work when the partition is somebody else's, or the process is to stop. */
export const keepAliveOf = (session: Session): KeepAlive => {
  return async () => {
    if (session.isStopping() || !session.isCurrent()) throw new AssignmentLost();
    await session.heartbeat();
  };
};

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

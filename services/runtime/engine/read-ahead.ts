/** Lets a partition's next batch be fetched while one is in work, and never lets it overtake a failed one. */
export interface ReadAhead {
  /**
   * Waits for the batch before, starts on this one, and returns while it is in work: whatever returns early lets the
   * client fetch further. Not for concurrent use.
   * @param epoch counts assignments; a failure ends with the assignment it happened in
   * @param work resolves once the whole batch is committed
   * @throws what a batch before it in the same assignment failed with: records behind it must not be committed, or the
   * failed ones would be lost
   */
  readonly take: (epoch: number, work: () => Promise<void>) => Promise<void>;
  /** Resolves once nothing is in work, however it ended. */
  readonly idle: () => Promise<void>;
}

interface Taken {
  readonly epoch: number;
  /** Never rejects, so that a failure may wait for whoever asks. */
  readonly outcome: Promise<{ readonly error: unknown } | null>;
}

export const createReadAhead = (): ReadAhead => {
  let last: Taken | undefined;
  return {
    take: async (epoch, work) => {
      const failure = await last?.outcome;
      if (failure && last?.epoch === epoch) throw failure.error;
      last = {
        epoch,
        outcome: work().then(
          () => null,
          (error: unknown) => ({ error }),
        ),
      };
    },
    idle: async () => {
      await last?.outcome;
    },
  };
};

/** Lets through whoever comes while it is open, and makes the others wait until it is. */
export interface Gate {
  readonly open: () => void;
  readonly close: () => void;
  readonly passed: () => Promise<void>;
}

export const createGate = (): Gate => {
  let closed: PromiseWithResolvers<void> | null = null;
  return {
    open: () => {
      closed?.resolve();
      closed = null;
    },
    close: () => {
      closed ??= Promise.withResolvers<void>();
    },
    passed: async () => {
      while (closed !== null) await closed.promise;
    },
  };
};

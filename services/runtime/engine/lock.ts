/** Runs tasks of one key one after the other, and tasks of different keys side by side. */
export interface KeyedLock {
  readonly run: <T>(key: number, task: () => Promise<T>) => Promise<T>;
}

export const createKeyedLock = (): KeyedLock => {
  const tails = new Map<number, Promise<unknown>>();
  return {
    run: <T>(key: number, task: () => Promise<T>): Promise<T> => {
      const run = (tails.get(key) ?? Promise.resolve()).then(task);
      const tail = run
        .catch(() => undefined)
        .then(() => {
          if (tails.get(key) === tail) tails.delete(key);
        });
      tails.set(key, tail);
      return run;
    },
  };
};

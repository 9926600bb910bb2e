/** More at once would but wait for each other at the registry, and each one's deadline runs while it waits. */
export const QUESTIONS_AT_ONCE_MAX = 8;

/**
 * Asks a question of each item, a few at a time.
 * @returns the answers, in the order of the items
 * @throws what the first question throws that fails; those of later turns are not asked then
 */
export const inTurns = async <T, R>(items: Iterable<T>, ask: (item: T) => Promise<R>): Promise<R[]> => {
  const waiting = [...items];
  const answers: R[] = [];
  while (waiting.length > 0) {
    answers.push(...(await Promise.all(waiting.splice(0, QUESTIONS_AT_ONCE_MAX).map(ask))));
  }
  return answers;
};

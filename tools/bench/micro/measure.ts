import { median } from '../statistics.ts';

/** Rounds before the figures count: the compiler has seen everything by then. */
const WARM_UP_ROUNDS = 3;
const ROUNDS = 9;

const cpuOf = async (round: () => unknown): Promise<number> => {
  const before = process.cpuUsage();
  await round();
  const { user, system } = process.cpuUsage(before);
  return user + system;
};

/**
 * CPU time of one item, in microseconds: the median of nine rounds over all items, user and system, so that others on
 * the machine do not count. What the rounds leave for the garbage collector does.
 * @param round does the work once for each of so many items
 */
export const cpuPerItem = async (items: number, round: () => unknown): Promise<number> => {
  for (let i = 0; i < WARM_UP_ROUNDS; i += 1) await round();
  const rounds_us: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) rounds_us.push(await cpuOf(round));
  return median(rounds_us) / items;
};

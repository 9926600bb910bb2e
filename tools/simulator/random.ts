/** A stream of pseudo-random choices; the same seed gives the same stream on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** Uniform integer in [0, below). */
  readonly below: (below: number) => number;
  /** Uniform integer in [from, to]. */
  readonly between: (from: number, to: number) => number;
  /** True with the given probability. */
  readonly chance: (probability: number) => boolean;
  /** @throws RangeError for an empty list */
  readonly pick: <T>(from: readonly T[]) => T;
  /** One of the names, each as often as its weight says. */
  readonly weighted: <Name extends string>(weights: Readonly<Record<Name, number>>) => Name;
  /** UUID with the bits of version 4 (RFC 9562 section 5.4). */
  readonly uuid: () => string;
  readonly bytes: (count: number) => Buffer;
}

const UINT32 = 2 ** 32;
/** As the author of sfc32 does: so many rounds until the seed is spread over the state. */
const WARM_UP_ROUNDS = 15;

/** sfc32 by Chris Doty-Humphrey (PractRand): 128 bits of state, passes its own test suite, a few additions a number. */
const sfc32 = (seed: number): (() => number) => {
  let a = 0;
  let b = seed >>> 0;
  let c = Math.floor(seed / UINT32) >>> 0;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return sum;
  };
  for (let round = 0; round < WARM_UP_ROUNDS; round++) next();
  return next;
};

const hex32 = (value: number): string => value.toString(16).padStart(8, '0');

/**
 * Makes a stream of choices.
 * @param seed integer from 0 to 2^53 − 1
 */
export const createRandom = (seed: number): Random => {
  const uint32 = sfc32(seed);
  const next = (): number => uint32() / UINT32;
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <T>(from: readonly T[]): T => {
    if (from.length === 0) throw new RangeError('nothing to pick from');
    return from[below(from.length)]!;
  };
  return {
    next,
    below,
    pick,
    between: (from, to) => from + below(to - from + 1),
    chance: (probability) => next() < probability,
    weighted: (weights) => {
      const names = Object.keys(weights) as (keyof typeof weights)[];
      let left = next() * names.reduce((sum, name) => sum + weights[name], 0);
      for (const name of names) {
        left -= weights[name];
        if (left < 0) return name;
      }
      return pick(names);
    },
    uuid: () => {
      const [a, b, c, d] = [hex32(uint32()), hex32(uint32()), hex32(uint32()), hex32(uint32())];
      const variant = '89ab'[Number.parseInt(c[0]!, 16) & 3];
      return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
    },
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => uint32() & 0xff)),
  };
};

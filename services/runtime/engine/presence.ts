import type { Dependency } from '../errors.ts';

/** Which dependencies are there, as those found out who use them. */
export interface Presence {
  /** `who` waits for a dependency, and for no other. Any object or name, the same for `found`. */
  readonly missed: (dependency: Dependency, who: object | string) => void;
  /** `who` waits no longer. */
  readonly found: (who: object | string) => void;
  /** Dependencies that anybody waits for. */
  readonly away: () => readonly Dependency[];
}

/**
 * Keeps the list of those who wait: a dependency is away as long as one of them does, whoever else goes on or gives up.
 * @param onChange hears each time a dependency goes or comes, so that readiness is what the metric says
 */
export const createPresence = (onChange: (dependency: Dependency, up: boolean) => void): Presence => {
  const waiting = new Map<object | string, Dependency>();
  const away = (): readonly Dependency[] => [...new Set(waiting.values())];

  const found = (who: object | string): void => {
    const dependency = waiting.get(who);
    waiting.delete(who);
    if (dependency !== undefined && !away().includes(dependency)) onChange(dependency, true);
  };

  const missed = (dependency: Dependency, who: object | string): void => {
    if (waiting.get(who) === dependency) return;
    found(who);
    if (!away().includes(dependency)) onChange(dependency, false);
    waiting.set(who, dependency);
  };

  return { missed, found, away };
};

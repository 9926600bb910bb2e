import type { Dependency } from '../errors.ts';

/** Which dependencies are there, as those found out who use them. */
export interface Presence {
  /**
   * `who` waits for a dependency, and for no other. Any object or name, the same for `found`.
   * @param cause what the dependency says, where it answers and takes nothing
   */
  readonly missed: (dependency: Dependency, who: object | string, cause?: string) => void;
  /** `who` waits no longer. */
  readonly found: (who: object | string) => void;
  /** Dependencies that anybody waits for. */
  readonly away: () => readonly Dependency[];
  /** Why the service is not ready, in words; a line for each dependency that anybody waits for, and each cause. */
  readonly reasons: () => readonly string[];
}

interface Wait {
  readonly dependency: Dependency;
  readonly cause: string | undefined;
}

/**
 * Keeps the list of those who wait: a dependency is away as long as one of them does, whoever else goes on or gives up.
 * @param onChange hears each time a dependency goes or comes, so that readiness is what the metric says
 */
export const createPresence = (onChange: (dependency: Dependency, up: boolean) => void): Presence => {
  const waiting = new Map<object | string, Wait>();
  const away = (): readonly Dependency[] => [...new Set(waiting.values().map(({ dependency }) => dependency))];
  const reasons = (): readonly string[] => [
    ...new Set(waiting.values().map(({ dependency, cause }) => cause ?? `${dependency} is away`)),
  ];

  const found = (who: object | string): void => {
    const dependency = waiting.get(who)?.dependency;
    waiting.delete(who);
    if (dependency !== undefined && !away().includes(dependency)) onChange(dependency, true);
  };

  const missed = (dependency: Dependency, who: object | string, cause?: string): void => {
    const known = waiting.get(who);
    if (known?.dependency !== dependency) {
      found(who);
      if (!away().includes(dependency)) onChange(dependency, false);
    } else if (known.cause === cause) return;
    waiting.set(who, { dependency, cause });
  };

  return { missed, found, away, reasons };
};

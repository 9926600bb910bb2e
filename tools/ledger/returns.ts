/** A record that was set aside, parked or as a dead letter, and may have come back. */
export interface SetAside {
  /** Offset at which it came back; null while it has not. */
  readonly came_back_at: number | null;
}

/** Offset at which a record came back last; null when it never did. */
export const lastReturn = (stays: readonly SetAside[]): number | null =>
  stays.reduce<number | null>(
    (last, { came_back_at }) => (came_back_at === null ? last : Math.max(last ?? 0, came_back_at)),
    null,
  );

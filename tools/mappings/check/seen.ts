/** How often a name came, and in which rows first. */
export interface Seen {
  count: number;
  readonly rows: number[];
}

/** Rows that are named for people to look at. */
const EXAMPLES = 3;
/** Names that are told one by one. Of more, one row is told, and that there are more. */
const NAMES_MAX = 1_000;

/** Names with their counts and examples. Bounded, however many rows there are. */
export class SeenNames {
  readonly #names = new Map<string, Seen>();
  /** Rows whose names are beyond those that are kept. */
  others = 0;

  add(name: string, row: number): void {
    const known = this.#names.get(name);
    if (known !== undefined) {
      known.count += 1;
      if (known.rows.length < EXAMPLES) known.rows.push(row);
    } else if (this.#names.size < NAMES_MAX) this.#names.set(name, { count: 1, rows: [row] });
    else this.others += 1;
  }

  /** The most frequent first; of equals, by name. */
  sorted(): readonly (readonly [name: string, seen: Seen])[] {
    return [...this.#names].toSorted(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1));
  }
}

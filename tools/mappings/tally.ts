/** Counts things by name, of which there may be more than fit into memory: what comes late is only counted together. */
export class Tally {
  readonly #counts = new Map<string, number>();
  readonly #names_max: number;
  #others = 0;

  constructor(names_max = 1_000) {
    this.#names_max = names_max;
  }

  add(name: string, count = 1): void {
    const known = this.#counts.get(name);
    if (known !== undefined) this.#counts.set(name, known + count);
    else if (this.#counts.size < this.#names_max) this.#counts.set(name, count);
    else this.#others += count;
  }

  /** How often things came whose names are not kept. */
  get others(): number {
    return this.#others;
  }

  get size(): number {
    return this.#counts.size;
  }

  /** The most frequent first; of equals, by name. */
  sorted(): readonly (readonly [name: string, count: number])[] {
    return [...this.#counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  }

  toJSON(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.sorted());
  }
}

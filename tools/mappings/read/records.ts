import { RecordCells } from './cells.ts';
import type { Line } from './lines.ts';
import { ROW_CHARACTERS_MAX, TOO_LONG } from './row.ts';

/** One record of a table, or why it is none. */
export type TableRecord =
  | { readonly at: number; readonly cells: readonly string[] }
  | { readonly at: number; readonly fault: string };

const QUOTE = 'a quote is missing, or not doubled';

/**
 * Makes records of lines. A record that is broken costs its own line only: reading goes on with the line below, so that a quote
 * that is never closed does not swallow the rest of the table.
 */
export class Records {
  readonly #delimiter: string;
  /** Lines of the record that is open. */
  #held: Line[] = [];
  #characters = 0;
  #record: RecordCells;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
    this.#record = new RecordCells(delimiter);
  }

  /** Records that the lines complete. */
  *add(lines: readonly Line[]): Generator<TableRecord> {
    let waiting = lines;
    for (let index = 0; index < waiting.length; index++) {
      const line = waiting[index]!;
      if (line.text === null) yield { at: line.at, fault: TOO_LONG };
      if (line.text === null || (this.#held.length === 0 && line.text.trim() === '')) continue;
      this.#held.push(line);
      this.#characters += line.text.length;
      const progress = this.#record.add(line.text);
      const [{ at }] = this.#held as [Line];
      if (progress === 'whole') {
        const { cells } = this.#record;
        this.#begin();
        yield { at, cells };
      } else if (progress === 'broken' || this.#characters > ROW_CHARACTERS_MAX) {
        waiting = [...this.#begin(), ...waiting.slice(index + 1)];
        index = -1;
        yield { at, fault: QUOTE };
      }
    }
  }

  /** Records of the lines that are left when there are no more. */
  *end(): Generator<TableRecord> {
    while (this.#held.length > 0) {
      const [{ at }] = this.#held as [Line];
      const below = this.#begin();
      yield { at, fault: QUOTE };
      yield* this.add(below);
    }
  }

  /** Begins a new record; gives the lines below the first of the one that was open. */
  #begin(): readonly Line[] {
    const [, ...below] = this.#held;
    this.#held = [];
    this.#characters = 0;
    this.#record = new RecordCells(this.#delimiter);
    return below;
  }
}

/** How far the cells of a record are known: all; more in the next line, as a quote is open; or there is no telling. */
export type Progress = 'whole' | 'open' | 'broken';

const isBlank = (character: string | undefined): boolean =>
  character === ' ' || character === '\t' || character === '\r';

/**
 * Takes the cells of one record from its lines, in the form of RFC 4180: cells in quotes may hold delimiters and line ends,
 * and quotes doubled. White space around cells is left out, but not in quotes. A quote inside a cell that does not begin
 * with one is a quote.
 */
export class RecordCells {
  readonly #delimiter: string;
  /** What the open cell in quotes holds so far. */
  #open: string | null = null;
  readonly cells: string[] = [];

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** @param line without its line feed */
  add(line: string): Progress {
    let at = this.#open === null ? 0 : this.#quoted(line, 0, `${this.#open}\n`);
    while (at >= 0 && at <= line.length) {
      const start = this.#skipBlanks(line, at);
      at = line[start] === '"' ? this.#quoted(line, start + 1, '') : this.#plain(line, at);
    }
    if (this.#open !== null) return 'open';
    return at < 0 ? 'broken' : 'whole';
  }

  #skipBlanks(line: string, from: number): number {
    let at = from;
    while (isBlank(line[at]) && line[at] !== this.#delimiter) at++;
    return at;
  }

  #plain(line: string, from: number): number {
    const end = line.indexOf(this.#delimiter, from);
    this.cells.push(line.slice(from, end === -1 ? line.length : end).trim());
    return end === -1 ? line.length + 1 : end + 1;
  }

  /** Where the next cell starts; -1 where the cell goes on in the next line, or something stands behind its quote. */
  #quoted(line: string, from: number, before: string): number {
    let text = before;
    let start = from;
    this.#open = null;
    for (;;) {
      const quote = line.indexOf('"', start);
      if (quote === -1) {
        this.#open = text + line.slice(start);
        return -1;
      }
      text += line.slice(start, quote);
      if (line[quote + 1] !== '"') {
        this.cells.push(text);
        const end = this.#skipBlanks(line, quote + 1);
        return end === line.length || line[end] === this.#delimiter ? end + 1 : -1;
      }
      text += '"';
      start = quote + 2;
    }
  }
}

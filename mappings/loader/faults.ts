/**
 * Why a row that is well formed may not be used yet: `guess_unconfirmed`, nobody has confirmed what `mappings init` guessed;
 * `mapping_undecided`, it leaves a question open.
 */
export const mappingFaultCodes = ['guess_unconfirmed', 'mapping_undecided'] as const;
export type MappingFaultCode = (typeof mappingFaultCodes)[number];

/** One thing that is wrong in a mapping file. */
export interface MappingFault {
  /** Only where the row is well formed. */
  readonly code?: MappingFaultCode;
  /** Path below the mappings folder. */
  readonly file: string;
  /** Line and character in it, from 1, as editors count. */
  readonly line: number;
  readonly column: number;
  /** Header of the cell's column; null where the fault is not in one cell. */
  readonly field: string | null;
  /** What stands there. */
  readonly value: string;
  /** What was expected instead. */
  readonly expected: string;
}

const VALUE_MAX_CHARACTERS = 120;

const shorten = (value: string): string =>
  value.length > VALUE_MAX_CHARACTERS ? `${value.slice(0, VALUE_MAX_CHARACTERS)}…` : value;

const describe = ({ code, file, line, column, field, value, expected }: MappingFault): string =>
  `${file}:${line}:${column} ${code ? `${code} ` : ''}${field ? `${field}: ` : ''}${JSON.stringify(shorten(value))}: expected ${expected}`;

/** The mapping files cannot be used. Names every fault of every file, in the order of files and lines. */
export class MappingError extends Error {
  override readonly name = 'MappingError';
  readonly code = 'mapping_invalid';
  readonly faults: readonly MappingFault[];

  constructor(faults: readonly MappingFault[]) {
    const count = `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`;
    super(`${count} in the mapping files\n${faults.map((fault) => `  ${describe(fault)}`).join('\n')}`);
    this.faults = faults;
  }
}

const inFileOrder = (a: MappingFault, b: MappingFault): number =>
  (a.file < b.file ? -1 : Number(a.file > b.file)) || a.line - b.line || a.column - b.column;

/** Collects faults while files are read, so that all of them are told at once. */
export class FaultList {
  readonly #faults: MappingFault[] = [];

  add(fault: MappingFault): void {
    this.#faults.push(fault);
  }

  /** Whether anything is wrong in a file, so that what depends on it cannot be judged. */
  has(file: string): boolean {
    return this.#faults.some((fault) => fault.file === file);
  }

  get all(): readonly MappingFault[] {
    return this.#faults;
  }

  /** @throws MappingError when there is any fault */
  throwIfAny(): void {
    if (this.#faults.length > 0) throw new MappingError(this.#faults.toSorted(inFileOrder));
  }
}

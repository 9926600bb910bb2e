/** What one run of a scenario found; `test/faults/support/figures.ts` writes it. */
export interface Figures {
  readonly scenario: string;
  readonly form: 'short' | 'full';
  readonly passed: boolean;
  /** Input records that the ledger accounts for, all inputs together. */
  readonly records: number;
  /** How often something was killed, stopped, cut or damaged. */
  readonly faults: number;
  /** Records that ended in no state, or whose output is not there. */
  readonly lost: number;
  /** Records, outputs and dead letters that are there twice. */
  readonly doubled: number;
  /** Everything else that is not as it must be. */
  readonly wrong: number;
  /** From a fault until the work went on; one for each fault whose time is known. */
  readonly recovery_ms: readonly number[];
  readonly duration_ms: number;
}

/** All runs of one scenario together. */
export interface Summary {
  readonly scenario: string;
  readonly form: Figures['form'];
  readonly runs: number;
  readonly passed: number;
  readonly records: number;
  readonly faults: number;
  readonly lost: number;
  readonly doubled: number;
  readonly wrong: number;
  /** Null where no time of recovery is known. */
  readonly recovery_ms: { readonly median: number; readonly max: number } | null;
}

/** Reads lines of JSON, one for each run. */
export const parseFigures = (lines: string): readonly Figures[] =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Figures);

const sumOf = (runs: readonly Figures[], name: 'records' | 'faults' | 'lost' | 'doubled' | 'wrong'): number =>
  runs.reduce((total, run) => total + run[name], 0);

const recoveryOf = (runs: readonly Figures[]): Summary['recovery_ms'] => {
  const times = runs.flatMap(({ recovery_ms }) => recovery_ms).sort((a, b) => a - b);
  return times.length === 0 ? null : { median: times[Math.floor(times.length / 2)]!, max: times.at(-1)! };
};

/** Adds up the runs of each scenario, in the order in which they came first. */
export const summarize = (figures: readonly Figures[]): readonly Summary[] =>
  [...Map.groupBy(figures, ({ scenario }) => scenario)].map(([scenario, runs]) => ({
    scenario,
    form: runs[0]!.form,
    runs: runs.length,
    passed: runs.filter(({ passed }) => passed).length,
    records: sumOf(runs, 'records'),
    faults: sumOf(runs, 'faults'),
    lost: sumOf(runs, 'lost'),
    doubled: sumOf(runs, 'doubled'),
    wrong: sumOf(runs, 'wrong'),
    recovery_ms: recoveryOf(runs),
  }));

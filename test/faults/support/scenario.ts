import { expect, onTestFinished, test } from 'vitest';
import type { Figures } from '../../../tools/faults/summary.ts';
import { startStack } from '../../../tools/stack/index.ts';
import { sharedStack } from '../../support/stack.ts';
import { type Company, type CompanyOptions, openCompany, type Proof } from './company.ts';
import { countsOf, keepFigures } from './figures.ts';
import { recoveryTimes, type TimedFault } from './recovery.ts';

/** Whether the full form is asked for (`make faults`), or the short one that is part of `make test`. */
export const full = process.env['FAULTS_FULL'] === '1';

/** How often each scenario runs. */
const times = Number(process.env['FAULTS_TIMES'] ?? '1');

/** What a scenario did to the system. */
export interface Done {
  readonly faults: number;
  /** Those whose times are known, for the time of recovery. */
  readonly timed?: readonly TimedFault[];
  /** What the scenario itself put into the topics for the oracle to find: this must be found, and nothing else. */
  readonly planted?: Proof['ledger']['finding_counts'];
  /** More that must hold, seen in what stands in the topics. */
  readonly check?: (proof: Proof) => Promise<void> | void;
}

export interface ScenarioOptions extends CompanyOptions {
  /** Runs on a stack that nobody else uses, whose parts may be killed. Default false. */
  readonly ownStack?: boolean;
  /** For one run, proof included. Default four minutes for the short form and ten for the full one. */
  readonly timeout_ms?: number;
}

const TIMEOUT_MS = full ? 600_000 : 240_000;
const QUIET_WITHIN_MS = full ? 300_000 : 120_000;

/**
 * Declares a scenario: `run` feeds a company and does something to it. When the system is quiet again, nothing may be
 * lost or doubled, and what came out is what the simulation says. In the full form the Java consumer reads the topics for that
 * (read_committed), in the short form our own reader.
 */
export const scenario = (
  title: string,
  run: (company: Company) => Promise<Done>,
  { timeout_ms = TIMEOUT_MS, ownStack = false, ...options }: ScenarioOptions = {},
): void => {
  for (let time = 1; time <= times; time += 1) {
    test(times === 1 ? title : `${title} (${time} of ${times})`, { timeout: timeout_ms }, async () => {
      const started_ms = performance.now();
      const own = ownStack ? await startStack({ kafkaProxied: true }) : null;
      // Also when the time is up, so that the next scenario finds nobody at work. The last one goes first.
      onTestFinished(() => own?.stop());
      const company = await openCompany(own ?? sharedStack(), { ownReader: !full, ...options });
      onTestFinished(() => company.close());
      let figures: Omit<Figures, 'passed' | 'duration_ms'> = {
        ...{ scenario: title, form: full ? 'full' : 'short', records: 0, faults: 0 },
        ...{ lost: 0, doubled: 0, wrong: 0, recovery_ms: [] },
      };
      let passed = false;
      try {
        const { faults, timed = [], planted = {}, check } = await run(company);
        await company.untilQuiet(QUIET_WITHIN_MS);
        const proof = await company.prove();
        const recovery_ms = recoveryTimes(proof.entries, timed);
        figures = { ...figures, ...countsOf(proof, planted), faults, recovery_ms };
        expect(proof.ledger.findings.filter(({ code }) => planted[code] === undefined)).toEqual([]);
        expect(proof.ledger.finding_counts).toEqual(planted);
        expect(proof.differences).toEqual([]);
        await check?.(proof);
        passed = true;
      } finally {
        await keepFigures({ ...figures, passed, duration_ms: Math.round(performance.now() - started_ms) });
      }
    });
  }
};

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { validate } from '../../../services/learning/xapi/validate.ts';
import { repositoryRoot } from '../../stack/paths.ts';
import { cpuPerItem } from './measure.ts';

/** How fast a validator is, and how often right. */
export interface ValidatorFigures {
  readonly us_per_statement: number;
  /** On the conformance cases, half of which break something; null where they are not there. */
  readonly us_per_case: number | null;
  readonly cases_right: number | null;
}

export interface ValidationFigures {
  readonly ours: ValidatorFigures;
  /** The best public validator in JavaScript: Learning Locker's. */
  readonly learning_locker: ValidatorFigures;
  readonly cases: number | null;
}

interface ConformanceCase {
  readonly expect: 200 | 400;
  readonly statement: unknown;
}

/** Cases of ADL's conformance suite for xAPI 1.0.3, beside the repository; never part of it. */
const CASES = join(repositoryRoot, '../shared/corpora/xapi-1.0.3-cases.json');

const readCases = (): readonly ConformanceCase[] | null =>
  existsSync(CASES) ? JSON.parse(readFileSync(CASES, 'utf8')) : null;

type Accepts = (statement: unknown) => boolean;

const learningLocker = (): Accepts => {
  const { default: warningsOf } = createRequire(import.meta.url)('@learninglocker/xapi-validation') as {
    readonly default: (statement: unknown) => readonly unknown[];
  };
  return (statement) => warningsOf(statement).length === 0;
};

/** @param statements right ones, as they come in the load */
export const measureValidators = async (statements: readonly unknown[]): Promise<ValidationFigures> => {
  const cases = readCases();
  const each = (items: readonly unknown[], accepts: Accepts): Promise<number> =>
    cpuPerItem(items.length, () => {
      for (const item of items) accepts(item);
    });
  const figuresOf = async (accepts: Accepts): Promise<ValidatorFigures> => ({
    us_per_statement: await each(statements, accepts),
    us_per_case:
      cases === null
        ? null
        : await each(
            cases.map(({ statement }) => statement),
            accepts,
          ),
    cases_right:
      cases?.filter(({ statement, expect: status }) => accepts(statement) === (status === 200)).length ?? null,
  });
  return {
    ours: await figuresOf((statement) => validate(statement) === null),
    learning_locker: await figuresOf(learningLocker()),
    cases: cases?.length ?? null,
  };
};

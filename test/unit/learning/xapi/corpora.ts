import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** Data of others, beside the repository; never part of it. */
const pathOf = (name: string): string =>
  fileURLToPath(new URL(`../../../../../shared/corpora/${name}`, import.meta.url));

const CASES = pathOf('xapi-1.0.3-cases.json');
const STATEMENTS = pathOf('ralph-statements.json.gz');

export const hasCorpora = existsSync(CASES) && existsSync(STATEMENTS);
export const corporaAbsent = 'the folder ../shared/corpora beside the repository is absent';

/** One statement of the conformance suite, with the HTTP status that a conforming store answers. */
export interface ConformanceCase {
  readonly req: string | null;
  readonly name: string;
  readonly expect: 200 | 400;
  readonly statement: unknown;
}

export const readCases = (): readonly ConformanceCase[] => JSON.parse(readFileSync(CASES, 'utf8'));

export const readStatementTexts = (): readonly string[] =>
  gunzipSync(readFileSync(STATEMENTS)).toString('utf8').trimEnd().split('\n');

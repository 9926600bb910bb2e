import { describe, expect, it } from 'vitest';
import { contentPrint, fingerprint } from '../../../../services/learning/xapi/fingerprint.ts';
import type { Statement } from '../../../../services/learning/xapi/types.ts';
import { validate } from '../../../../services/learning/xapi/validate.ts';
import { isSameFingerprint } from '../../../../services/runtime/fingerprint.ts';
import { corporaAbsent, hasCorpora, readCases, readStatementTexts } from './corpora.ts';

const print = (statement: Statement): string => fingerprint(statement, contentPrint(statement, ''));

describe.skipIf(!hasCorpora)(`public corpora${hasCorpora ? '' : ` (skipped: ${corporaAbsent})`}`, () => {
  it('decides all 950 cases of the conformance suite as a conforming store must', () => {
    const cases = readCases();
    const wrong = cases.filter(({ statement, expect: status }) => (validate(statement) === null) !== (status === 200));
    expect(wrong.map(({ req, name }) => `${req} ${name}`)).toEqual([]);
    expect(cases).toHaveLength(950);
  });

  it('decides them the same when they say that they are xAPI 2.0', () => {
    const asVersion2 = (statement: unknown): unknown =>
      typeof statement === 'object' && statement !== null ? { version: '2.0.0', ...statement } : statement;
    const wrong = readCases().filter(
      ({ statement, expect: status }) => (validate(asVersion2(statement)) === null) !== (status === 200),
    );
    expect(wrong.map(({ req, name }) => `${req} ${name}`)).toEqual([]);
  });

  it('names the requirement of the suite for 519 of 607 refusals, and one that is broken as well for the others', () => {
    const refused = readCases().filter(({ expect: status }) => status === 400);
    const named = refused.filter(({ req, statement }) => validate(statement)?.requirement === req);
    expect(refused).toHaveLength(607);
    expect(named).toHaveLength(519);
  });

  it('accepts all 22,000 statements of a real store, and tells them apart', () => {
    const texts = readStatementTexts();
    const statements = texts.map((text) => JSON.parse(text) as Statement);
    expect(statements.filter((statement) => validate(statement) !== null)).toEqual([]);
    expect(new Set(statements.map(print)).size).toBe(22_000);
  });

  it('knows each acceptable case again after a store took it in', () => {
    const accepted = readCases().filter(({ expect: status }) => status === 200);
    for (const { statement } of accepted) {
      const given = statement as Statement;
      const stored = '2026-01-31T09:30:00.123Z';
      const kept = {
        stored,
        timestamp: stored,
        version: '1.0.0',
        ...given,
        authority: { mbox: 'mailto:lrs@x.example' },
      };
      expect(isSameFingerprint(print(kept), print(given))).toBe(true);
    }
    expect(accepted).toHaveLength(343);
  });
});

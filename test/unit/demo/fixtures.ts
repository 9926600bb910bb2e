import { Writable } from 'node:stream';
import type { DemoResult } from '../../../tools/demo/run.ts';
import { createScreen, type Screen } from '../../../tools/demo/screen.ts';
import { createExpected } from '../../../tools/simulator/expected.ts';

/** A screen that remembers what was written to it. */
export const captured = (isTTY = false, now_ms?: () => number): { screen: Screen; text: () => string } => {
  let text = '';
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      text += chunk;
      done();
    },
  });
  Object.assign(stream, { isTTY });
  return { screen: createScreen(stream as NodeJS.WriteStream, now_ms), text: () => text };
};

/** A result in which all is right, but for what a test changes. */
export const result = (changes: Partial<DemoResult> = {}): DemoResult => {
  const expected = createExpected();
  expected.totals['raw.xapi'].records = 10;
  expected.totals['raw.xapi'].published = 7;
  expected.totals['raw.xapi'].dead = 3;
  return {
    expected,
    fed: { records: 10, bytes: 1_000, duration_ms: 500 },
    handled_ms: 2_000,
    verification: {
      ledger: {
        inputs: [
          {
            topic: 'raw.xapi',
            records: 12,
            returned: 2,
            published: 7,
            ignored: 0,
            duplicate: 0,
            parked: 2,
            dead: 3,
            waiting: 0,
            rules: {},
            dead_by_code: { not_json: 3 },
          },
        ],
        outputs: { 'marketplace.completion': 7 },
        findings: [],
        finding_counts: {},
      },
      differences: [],
      right: true,
    },
    lags: [{ service: 'learning', records: 0, seconds: 0 }],
    samples: new Map([
      ['marketplace.completion', [{ partition: 1, offset: 2, key: 'E-1', headers: {}, value: { score: 85 } }]],
    ]),
    right: true,
    ...changes,
  };
};

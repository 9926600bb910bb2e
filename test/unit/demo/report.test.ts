import { describe, expect, it } from 'vitest';
import { toJson } from '../../../tools/demo/report/json.ts';
import { printReport } from '../../../tools/demo/report/text.ts';
import type { DemoResult } from '../../../tools/demo/run.ts';
import { captured, result } from './fixtures.ts';

const report = (changes?: Partial<DemoResult>): string => {
  const { screen, text } = captured();
  printReport(screen, result(changes));
  return text();
};

describe('the report', () => {
  it('shows records, ledger, what was expected, and the verdict', () => {
    const text = report();
    expect(text).toContain('"score": 85');
    expect(text).toMatch(/raw\.xapi │ +12 │ +2 │ +7 │ +0 │ +0 │ +2 │ +3 │ ✓/);
    expect(text).toMatch(/raw\.xapi +│ +10 │ +7 \/ 7 │.*│ +3 \/ 3 │ ✓/);
    expect(text).toMatch(/not_json │ +3 │/);
    expect(text).toContain('20/s');
    expect(text).toContain('RIGHT: 10 records in');
    expect(text).not.toContain('WRONG');
  });

  it('has no colours where there is no terminal', () => {
    expect(report()).not.toContain('\u001b');
  });

  it('lists what differs', () => {
    const { verification } = result();
    const differences = Array.from({ length: 25 }, (_, i) => ({
      where: `record ${i}`,
      expected: 'this',
      found: 'that',
    }));
    const text = report({ right: false, verification: { ...verification, right: false, differences } });
    expect(text).toContain('25 differences');
    expect(text).toContain('record 0: expected this; found that');
    expect(text).toContain('… and 5 more');
    expect(text).toContain('WRONG');
    expect(text).not.toContain('RIGHT');
  });

  it('says what a finding of the ledger means', () => {
    const { verification } = result();
    const ledger = {
      ...verification.ledger,
      findings: [{ code: 'gap' as const, where: 'raw.xapi/0 3..5', detail: '2 records' }],
      finding_counts: { gap: 1 },
    };
    const text = report({ right: false, verification: { ...verification, ledger, right: false } });
    expect(text).toContain('1 × gap: records between two chunks are covered by none');
    expect(text).toContain('raw.xapi/0 3..5: 2 records');
  });

  it('names services that lag', () => {
    const text = report({ right: false, lags: [{ service: 'learning', records: 4, seconds: 1.5 }] });
    expect(text).toContain('learning is 4 records, 1.5 s behind');
  });

  it('is there as JSON too', () => {
    const options = { seed: 1, events: 10, park_deadline_ms: 1_000 };
    expect(JSON.parse(toJson(options, result()))).toMatchObject({
      right: true,
      seed: 1,
      events: 10,
      expected: { 'raw.xapi': { published: 7 } },
      ledger: { findings: [] },
      samples: { 'marketplace.completion': [{ value: { score: 85 } }] },
    });
  });
});

describe('a step', () => {
  it('tells its progress now and then, and its end, without a terminal', async () => {
    let now_ms = 0;
    const { screen, text } = captured(false, () => now_ms);
    await screen.step(
      'Sending',
      async (progress) => {
        progress('too early to tell');
        now_ms = 6_000;
        progress('half');
      },
      () => 'all sent',
    );
    expect(text()).toBe('… Sending: half\n✓ Sending: all sent  6.0 s\n');
  });

  it('rewrites its line on a terminal', async () => {
    const { screen, text } = captured(true);
    await screen.step(
      'Sending',
      async (progress) => progress('half'),
      () => 'all sent',
    );
    expect(text()).toContain('\r\u001b[2K… Sending: half');
    expect(text().split('\n')).toHaveLength(2);
  });

  it('tells of its failure and passes it on', async () => {
    const { screen, text } = captured();
    const failing = screen.step(
      'Sending',
      () => Promise.reject(new Error('broken')),
      () => 'all sent',
    );
    await expect(failing).rejects.toThrow('broken');
    expect(text()).toMatch(/^✗ Sending/);
  });
});

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { run } from './support.ts';

const guide = readFileSync('docs/integrators.md', 'utf8');
/** Commands of the guide that are shown with what they print. */
const shown = [...guide.matchAll(/```console\n\$ npm run -s mappings -- (.*)\n([\s\S]*?)```/g)].map(
  ([, arguments_ = '', output = '']) => [arguments_, output] as const,
);

it('shows commands', () => {
  expect(shown.length).toBeGreaterThanOrEqual(3);
});

it.each(shown)(
  'the guide shows what is printed by %s (else: copy it into docs/integrators.md)',
  async (line, output) => {
    const arguments_ = line.split(' ');
    const written = arguments_[arguments_.indexOf('--out') + 1]!;
    if (arguments_.includes('--out')) {
      mkdirSync('var', { recursive: true });
      rmSync(written, { force: true });
    }
    const { out } = await run(...arguments_);
    expect(out).toBe(output);
  },
);

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../tools/demo/options.ts';

const read = (...given: readonly string[]) =>
  readOptions(['node', 'demo', ...given], (command) =>
    command.exitOverride().configureOutput({ writeErr: () => undefined }),
  );

describe('the options of the demo', () => {
  it('are those of the README where none is given', () =>
    expect(read()).toEqual({ events: 20_000, seed: 1, parkDeadlineMs: 20_000, keep: false, json: false }));
  it('choose how many records, and which', () =>
    expect(read('--events', '200000', '--seed', '7')).toMatchObject({ events: 200_000, seed: 7 }));
  it('give late announcements the more time, the more records there are', () => {
    expect(read('--events', '200000').parkDeadlineMs).toBe(200_000);
    expect(read('--events', '200000', '--park-deadline-ms', '5000').parkDeadlineMs).toBe(5_000);
  });
  it.each([
    ['--events', '499'],
    ['--events', '2000001'],
    ['--events', '200,000'],
    ['--events', '1e5'],
    ['--events', ' '],
    ['--events', '-20000'],
    ['--seed', '1.5'],
    ['--seed', 'one'],
    ['--seed', '4294967296'],
  ])('%s %s is refused, and what is expected is said', (name, value) =>
    expect(() => read(`${name}=${value}`)).toThrow(
      new RegExp(`'${name} <number>'.*Expected a whole number from \\d+ to \\d+`),
    ),
  );
});

/** The last command of the recipe, which make only prints. */
const recipe = (...given: readonly string[]): string => {
  const { PATH } = process.env;
  const printed = execFileSync('make', ['--no-print-directory', '-n', 'demo', ...given], {
    encoding: 'utf8',
    env: { PATH },
  });
  return printed.trim().split('\n').at(-1)!.replaceAll(/ +/g, ' ').trim();
};

describe('make demo', () => {
  it('is unchanged without variables', () => expect(recipe()).toBe('node tools/demo/main.ts'));
  it('passes EVENTS, SEED and KEEP on', () =>
    expect(recipe('EVENTS=200000', 'SEED=3', 'KEEP=1')).toBe(
      "node tools/demo/main.ts --events '200000' --seed '3' --keep",
    ));
  it('passes what is no number on as one word, which the command refuses', () =>
    expect(recipe("EVENTS=1; echo 'x'", 'SEED=0')).toBe(
      String.raw`node tools/demo/main.ts --events '1; echo '\''x'\''' --seed '0'`,
    ));
});

import { Command, InvalidArgumentError } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SettingsError } from '../../../services/runtime/config/settings.ts';
import { DependencyUnavailable } from '../../../services/runtime/errors.ts';
import { coordinates, integer, moment, oneOf, several } from '../../../tools/cli/arguments.ts';
import { EXIT, runProgram, UsageError } from '../../../tools/cli/exit.ts';
import { formatDuration, formatJson, formatTime, printable, shortened } from '../../../tools/cli/text.ts';

const raise = (error: Error): never => {
  throw error;
};

const NOW = Date.UTC(2026, 0, 31, 12);

describe('arguments', () => {
  it.each([
    ['90s', NOW - 90_000],
    ['30m', NOW - 1_800_000],
    ['2h', NOW - 7_200_000],
    ['7d', NOW - 604_800_000],
    ['2026-01-31', Date.UTC(2026, 0, 31)],
    ['2026-01-31T09:30Z', Date.UTC(2026, 0, 31, 9, 30)],
    ['2026-01-31T09:30:15.5+02:00', Date.UTC(2026, 0, 31, 7, 30, 15, 500)],
  ])('%s is a moment', (text, expected_ms) => {
    expect(moment(NOW)(text)).toBe(expected_ms);
  });

  it.each(['', 'yesterday', '2h30m', '-2h', '2026-01-31T09:30', '2026-13-01', '31.1.2026'])('%j is none', (text) => {
    expect(() => moment(NOW)(text)).toThrow(InvalidArgumentError);
  });

  it('are whole numbers within limits', () => {
    expect(integer(1, 10)('10')).toBe(10);
    for (const text of ['0', '11', '1.5', '1e1', '', ' 3', '-1']) {
      expect(() => integer(1, 10)(text), text).toThrow(InvalidArgumentError);
    }
  });

  it('are coordinates, words, and lists of them', () => {
    expect(coordinates('raw.xapi.dlq/3/17')).toEqual({ topic: 'raw.xapi.dlq', partition: 3, offset: 17 });
    expect(() => coordinates('raw.xapi.dlq/3')).toThrow(InvalidArgumentError);
    const words = several(oneOf(['a', 'b']));
    expect(words('b', words('a', undefined))).toEqual(['a', 'b']);
    expect(() => words('c', undefined)).toThrow('a, b');
  });
});

describe('text', () => {
  it('steers no terminal and stays on its line', () => {
    expect(printable('a\u001b[31mb\nc\u009bd\u202ee')).toBe('a\\u001b[31mb\\u000ac\\u009bd\\u202ee');
    expect(shortened('abcdef', 6)).toBe('abcdef');
    expect(shortened('abcdefg', 6)).toBe('abcde…');
  });

  it('shows times, spans and bytes', () => {
    expect(formatTime(NOW + 999)).toBe('2026-01-31T12:00:00Z');
    expect([0, 59_000, 60_000, 7_199_999, 200_000_000].map(formatDuration)).toEqual([
      '0 s',
      '59 s',
      '1 min',
      '1 h',
      '2 d',
    ]);
    expect(JSON.parse(formatJson({ value: Buffer.from('x') }))).toEqual({ value: 'eA==' });
  });
});

describe('exit codes', () => {
  afterEach(() => {
    process.exitCode = undefined;
    vi.restoreAllMocks();
  });

  const exitOf = async (work: () => void, ...argv: string[]): Promise<unknown> => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const program = new Command('tool').exitOverride();
    program.command('work').action(work);
    await runProgram(program, ['node', 'tool', ...argv]);
    return process.exitCode;
  };

  it.each<[string, () => void, string[], number | undefined]>([
    ['done', () => undefined, ['work'], undefined],
    ['help', () => undefined, ['--help'], EXIT.done],
    ['an unknown option', () => undefined, ['work', '--wrong'], EXIT.usage],
    ['a contradiction', () => raise(new UsageError('no')), ['work'], EXIT.usage],
    ['a dependency away', () => raise(new DependencyUnavailable('kafka', 'gone')), ['work'], EXIT.failed],
    ['wrong settings', () => raise(new SettingsError([])), ['work'], EXIT.settings],
    ['a bug', () => raise(new TypeError('x')), ['work'], EXIT.failed],
  ])('%s', async (_what, work, argv, expected) => {
    expect(await exitOf(work, ...argv)).toBe(expected);
  });

  it('come with a message, and with a trace for bugs alone', async () => {
    await exitOf(() => raise(new DependencyUnavailable('kafka', 'gone')), 'work');
    expect(process.stderr.write).toHaveBeenLastCalledWith('kafka: gone\n');
    await exitOf(() => raise(new TypeError('x')), 'work');
    expect(process.stderr.write).toHaveBeenLastCalledWith(expect.stringContaining('cli.test.ts'));
  });
});

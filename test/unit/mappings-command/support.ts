import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { afterAll } from 'vitest';
import { runCli } from '../../../tools/mappings/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'mappings-command-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Path of a file that is removed after the tests. */
export const temporary = (name: string): string => join(folder, name);

/** Writes a file that is removed after the tests. */
export const written = (name: string, content: string | Buffer): string => {
  const path = temporary(name);
  writeFileSync(path, content);
  return path;
};

class Text extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Runs the command as `npm run mappings --` does, in this process. */
export const run = async (...arguments_: readonly string[]): Promise<{ code: number; out: string; err: string }> => {
  const [out, err] = [new Text(), new Text()];
  const code = await runCli(arguments_, { out, err });
  return { code, out: out.text, err: err.text };
};

export const LEARNER = 'mailto:ada.secret@northwind.example';

/** A statement of lms-alpha about a course. */
export const statement = (verb: string, given: object = {}): object => ({
  actor: { mbox: LEARNER },
  verb: { id: `http://adlnet.gov/expapi/verbs/${verb}` },
  object: { id: 'https://lms-alpha.example/courses/sql-essentials' },
  timestamp: '2026-03-01T11:00:00+01:00',
  ...given,
});

export const ndjson = (rows: readonly unknown[]): string => `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;

/** An export map as somebody saves it who agrees with all of its guesses, some texts of it replaced. */
export const confirmed = (map: string, replacements: Readonly<Record<string, string>> = {}): string => {
  const [version = '', comment = '', ...lines] = readFileSync(map, 'utf8').split('\n');
  const rows: readonly string[][] = parse(lines.join('\n'));
  const guess = rows[0]!.indexOf('guess');
  const text = rows
    .map((cells, line) => cells.map((cell, index) => (line > 0 && index === guess ? '' : cell)))
    .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
    .join('\n');
  const decided = Object.entries(replacements).reduce((before, [from, to]) => before.replaceAll(from, () => to), text);
  const path = `${map}.confirmed.csv`;
  writeFileSync(path, `${version}\n${comment}\n${decided}\n`);
  return path;
};

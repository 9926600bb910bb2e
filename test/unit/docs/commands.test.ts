import { execFile, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../../tools/stack/paths.ts';
import { compose } from '../containers/compose-file.ts';
import { pathOf, readText } from '../containers/files.ts';
import { commandsIn, DOCUMENTS, type DocumentedCommand } from './commands.ts';

const { scripts } = JSON.parse(readText('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
const makefile = readText('Makefile');
const all = DOCUMENTS.flatMap(commandsIn);
const startingWith = (...words: readonly string[]): readonly DocumentedCommand[] =>
  all.filter((command) => words.every((word, i) => command.words[i] === word));

/** The rest of `npm run [-s] <script> [-- <arguments>]`. */
const readRun = ({ words }: DocumentedCommand): { readonly script: string; readonly args: readonly string[] } => {
  const rest = words.slice(2).filter((word) => word !== '-s' && word !== '--silent');
  return { script: rest[0] ?? '', args: rest[1] === '--' ? rest.slice(2) : [] };
};

/** Files that answer `--help`, whatever else they do. */
const withHelp = new Set(
  Object.entries(scripts).flatMap(([name, script]) => {
    const file = /(tools\/[\w-]+\/main\.ts)$/.exec(script)?.[1];
    return file === undefined || name === 'generate' ? [] : [file];
  }),
);

interface Call {
  readonly file: string;
  readonly args: readonly string[];
  readonly at: string;
}

const calls: readonly Call[] = [
  ...startingWith('npm', 'run').flatMap((command) => {
    const { script, args } = readRun(command);
    const file = /(tools\/[\w-]+\/main\.ts)$/.exec(scripts[script] ?? '')?.[1];
    return file === undefined ? [] : [{ file, args, at: command.at }];
  }),
  ...startingWith('node').map(({ words, at }) => ({ file: words[1]!, args: words.slice(2), at })),
];

const helpOf = (
  file: string,
  ...words: readonly string[]
): Promise<{ readonly code: unknown; readonly text: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [file, ...words, '--help'],
      // Settings of whoever runs the tests are nothing to it, and it needs none.
      { cwd: repositoryRoot, env: { PATH: process.env['PATH']! }, timeout: 60_000 },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, text: stdout + stderr }),
    );
  });

describe('commands in documents', () => {
  it('are found in code blocks and code spans', () => {
    expect(all.length).toBeGreaterThan(50);
    expect(startingWith('npm', 'run', '-s', 'parked', '--', 'replay').length).toBeGreaterThan(0);
    expect(startingWith('make', 'run', 'SERVICE=learning').length).toBeGreaterThan(0);
  });

  it.each(startingWith('npm', 'run').map((command) => [command.words.join(' '), command] as const))(
    '%s is a script',
    (_, command) => {
      expect(Object.keys(scripts), command.at).toContain(readRun(command).script);
    },
  );

  it.each(
    startingWith('make')
      .filter(({ words }) => words.length > 1)
      .map((command) => [command.words.join(' '), command] as const),
  )('%s is a target, with variables that it knows', (_, { words: [, target, ...variables], at }) => {
    expect(makefile, at).toMatch(new RegExp(`^${target}:.*## `, 'm'));
    for (const variable of variables.filter((word) => /^[A-Z]+=/.test(word))) {
      expect(makefile, at).toContain(`$(${variable.split('=')[0]})`);
    }
  });

  it.each(calls.map((call) => [`${call.file} ${call.args.join(' ')}`, call] as const))('%s is there', (_, call) => {
    expect(call.file, call.at).toMatch(/^tools\//);
    expect(existsSync(pathOf(call.file)), call.at).toBe(true);
  });

  it.each(all.filter(({ words }) => words[0]!.startsWith('deploy/')).map(({ words, at }) => [words[0]!, at]))(
    '%s can be run (%s)',
    (file) => {
      accessSync(pathOf(file), constants.X_OK);
    },
  );

  it.each(startingWith('docker', 'compose').map((command) => [command.words.join(' '), command] as const))(
    '%s names what docker-compose.yml has',
    (_, { words, at }) => {
      const [, , verb, ...rest] = words;
      expect(['up', 'ps', 'logs', 'exec'], at).toContain(verb);
      const [name] = rest.filter((word, i) => !word.startsWith('-') && rest[i - 1] !== '--since');
      if (name !== undefined) expect(Object.keys(compose.services), at).toContain(name);
    },
  );

  it('use no program that a checkout does not bring', () => {
    const foreign = DOCUMENTS.flatMap((file) =>
      [...readText(file).matchAll(/(\S*)kafka-[a-z-]+\.sh(\S*)/g)].map(([word, before]) => [before, word] as const),
    );
    // In the container of the broker, and where a text says which program of Kafka does the same.
    const named = ['`', '(`', '/opt/kafka/bin/', 'KAFKA_ACLS'];
    expect(foreign.filter(([before]) => !named.some((one) => before!.startsWith(one))).map(([, word]) => word)).toEqual(
      [],
    );
  });
});

describe('help', { timeout: 120_000 }, () => {
  it.each([...withHelp])('%s says how it is used', async (file) => {
    const { code, text } = await helpOf(file);
    expect(code, text).toBe(0);
    expect(text.length).toBeGreaterThan(100);
  });

  it('is all that a script prints, also where there is no .env', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'no-env-'));
    const script = /--import (\S+)/.exec(scripts['dead-letters']!)![1]!;
    const args = ['--import', pathOf(script), pathOf('tools/dead-letters/main.ts'), '--help'];
    const { stderr, status } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect([status, stderr]).toEqual([0, '']);
    expect(Object.values(scripts).filter((one) => one.includes('--env-file'))).toEqual([]);
  });

  const bySubcommand = Map.groupBy(
    calls.filter(({ file, args }) => withHelp.has(file) && args.length > 0),
    ({ file, args }) => `${file} ${/^[a-z][a-z-]*$/.test(args[0]!) ? args[0] : ''}`,
  );

  it.each([...bySubcommand])('%s has the options that documents give it', async (place, documented) => {
    const [file, ...words] = place.trim().split(' ');
    const { code, text } = await helpOf(file!, ...words);
    expect(code, text).toBe(0);
    for (const { args, at } of documented) {
      // What follows belongs to the command that is run by it.
      const own = words[0] === 'kafka' ? [] : args.filter((word) => word.startsWith('--') && word !== '--');
      for (const option of own) expect(text, `${at}: ${option}`).toContain(option.split('=')[0]);
    }
  });
});

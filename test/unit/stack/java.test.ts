import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findJava } from '../../../tools/stack/components/java.ts';
import { repositoryRoot } from '../../../tools/stack/paths.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'java-home-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

const java = (script: string, mode = 0o755): string => {
  mkdirSync(join(home, 'bin'));
  const file = join(home, 'bin/java');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, mode);
  return file;
};
/** As a Java of that version answers both questions that are put to it. */
const version = (text: string): string =>
  `echo '    java.specification.version = ${text}'; echo 'openjdk version "${text}.0.2"' >&2`;
const file = (): string => {
  const path = join(home, 'file');
  writeFileSync(path, '');
  return path;
};

const CASES: readonly [string, () => string, RegExp][] = [
  ['names no folder', () => join(home, 'nothing'), /there is no (such folder|\S+\/nothing\/bin\/java)/],
  ['names a file', file, /there is no (such folder|\S+\/file\/bin\/java)/],
  ['names a folder without Java', () => home, /there is no \S+\/bin\/java/],
  [
    'names something that is no Java',
    () => {
      java('echo hello');
      return home;
    },
    /does not say that it is a Java runtime/,
  ],
  [
    'names a Java that is too old',
    () => {
      java(version('11'));
      return home;
    },
    /(is Java 11|is version 11, at least 17 is needed): let /,
  ],
  [
    'names a Java that may not be executed',
    () => {
      java(version('21'), 0o644);
      return home;
    },
    /may not be executed/,
  ],
];

describe.each(CASES)('a JAVA_HOME that %s', (_, prepare, message) => {
  it('is named by the stack, with what to do', async () => {
    const value = prepare();
    vi.stubEnv('JAVA_HOME', value);
    const failure: Error = await findJava().then(
      () => new Error('it was accepted'),
      (error: Error) => error,
    );
    expect(failure.message).toMatch(message);
    expect(failure.message).toContain(`JAVA_HOME is set to ${value}`);
    expect(failure.message).toMatch(/let it name a Java runtime, 17 or newer, or unset it/);
  });

  it('is named by make setup, which does not blame Maven for it', { timeout: 60_000 }, () => {
    const env = { PATH: process.env['PATH']!, HOME: process.env['HOME'] ?? home, JAVA_HOME: prepare() };
    const { status, stderr } = spawnSync(join(repositoryRoot, 'tools/setup.sh'), { env, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).toContain(env.JAVA_HOME);
    expect(stderr).not.toMatch(/Maven|: Java is missing/);
  });
});

it('a Java that is new enough is taken', async () => {
  const executable = java(version('17'));
  vi.stubEnv('JAVA_HOME', home);
  expect(await findJava()).toMatchObject({ executable });
});

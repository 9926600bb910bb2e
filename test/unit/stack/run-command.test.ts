import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCommand } from '../../../tools/stack/process/run-command.ts';

const LONG_MS = 60_000;
const node = (script: string, timeout_ms = LONG_MS) =>
  runCommand(process.execPath, ['--eval', script], { missing: 'no node', timeout_ms });

it('returns what a command printed, on both outputs', async () => {
  expect(await node('console.log("out"); console.error("err")')).toMatch(/out\s+err|err\s+out/);
});

it('tells how a command failed and what it said', async () => {
  await expect(node('console.error("the reason"); process.exit(3)')).rejects.toThrow(/exit code 3:\nthe reason/);
});

it('says what to do when there is no such command', async () => {
  const missing = runCommand('no-such-command', [], { missing: 'install it', timeout_ms: LONG_MS });
  await expect(missing).rejects.toThrow('install it');
});

it('ends a command that takes too long', async () => {
  await expect(node('setInterval(() => {}, 1000)', 300)).rejects.toThrow(/did not end within 300 ms/);
});

it('does not keep its process alive after a command that was not found', async () => {
  const module = join(import.meta.dirname, '../../../tools/stack/process/run-command.ts');
  const script = `import { runCommand } from ${JSON.stringify(module)};
    await runCommand('no-such-command', [], { missing: 'install it', timeout_ms: 3_600_000 }).catch(() => {});`;
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'ignore' });
  expect(await once(owner, 'exit')).toEqual([0, null]);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeMachine } from '../bench/report/machine.ts';
import { repositoryRoot } from '../stack/paths.ts';
import { readOptions } from './options.ts';
import { parseFigures, summarize } from './summary.ts';
import { toMarkdown } from './table.ts';

const folder = join(repositoryRoot, 'var/faults');
const figuresFile = join(folder, 'figures.jsonl');
const vitest = join(repositoryRoot, 'node_modules/vitest/vitest.mjs');

const options = readOptions(process.argv);
await mkdir(folder, { recursive: true });
await rm(figuresFile, { force: true });

const tests = spawn(process.execPath, [vitest, 'run', '--project', 'stack', `test/faults/${options.only}`], {
  cwd: repositoryRoot,
  stdio: 'inherit',
  env: {
    ...process.env,
    FAULTS_FULL: options.short ? '0' : '1',
    FAULTS_TIMES: String(options.times),
    FAULTS_FIGURES: figuresFile,
  },
});
// Ctrl-C reaches both; what ends this process alone would leave the tests running to their end.
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => tests.kill(signal));
const [code] = (await once(tests, 'exit')) as [number | null];

const lines = await readFile(figuresFile, 'utf8').catch(() => '');
const summaries = summarize(parseFigures(lines));
const machine = describeMachine();
const table = toMarkdown(summaries);
await writeFile(join(folder, 'report.json'), `${JSON.stringify({ machine, scenarios: summaries }, null, 2)}\n`);
await writeFile(join(folder, 'report.md'), table);
process.stdout.write(`\n${table}\nfaults: written: ${join(folder, 'report.md')} and .json\n`);
process.exitCode = code ?? 1;

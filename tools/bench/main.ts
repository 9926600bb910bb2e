import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../stack/paths.ts';
import { runBenchmark } from './benchmark.ts';
import { readOptions } from './options.ts';
import { assertMeasurable } from './process/usage.ts';
import { describeProfile } from './profile/describe.ts';
import { toMarkdown } from './report/markdown.ts';
import { toTerminal } from './report/terminal.ts';
import { openStage } from './stage.ts';

const folder = join(repositoryRoot, 'var/bench');

const say = (line: string): void => void process.stderr.write(`bench: ${line}\n`);

const options = readOptions(process.argv);
assertMeasurable();
say('starting Kafka, registry and Redis');
const stage = await openStage();
try {
  const { report, profile } = await runBenchmark(stage, options, join(folder, 'profile'), say);
  const json = `${JSON.stringify(report, null, 2)}\n`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'report.md'), toMarkdown(report));
  await writeFile(join(folder, 'report.json'), json);
  if (options.json !== null) await writeFile(options.json, json);
  process.stdout.write(`${toTerminal(report)}\n`);
  if (profile !== null) process.stdout.write(`\n${describeProfile(profile)}\n`);
  say(`written: ${join(folder, 'report.md')} and .json; logs are in ${stage.stack.logsDir}`);
} finally {
  await stage.close();
}

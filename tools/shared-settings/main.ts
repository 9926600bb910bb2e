import { userInfo } from 'node:os';
import { Command } from 'commander';
import { readSettings, type Settings } from '../../services/runtime/config/settings.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { ownSetting, SHARED_SETTINGS, type SharedSetting } from '../../services/runtime/shared-settings/declared.ts';
import { readShared, recordShared, type SharedSettingParts } from '../../services/runtime/shared-settings/store.ts';
import { oneOf } from '../cli/arguments.ts';
import { confirm } from '../cli/confirm.ts';
import { EXIT, runProgram, UsageError } from '../cli/exit.ts';
import { formatJson } from '../cli/text.ts';
import { openConnections } from '../ledger/connections.ts';
import { describeRecorded } from './print.ts';

const TOOL = 'shared-settings';
const AUTHOR_LENGTH_MAX = 500;
const NAMES = SHARED_SETTINGS.map(({ name }) => name);

const print = (text: string): void => void process.stdout.write(`${text}\n`);

const withParts = async (
  settings: Pick<Settings, 'kafka' | 'registry'>,
  work: (parts: SharedSettingParts) => Promise<void>,
): Promise<void> => {
  const { reader, codec, close } = await openConnections(settings, TOOL);
  try {
    await work({ kafka: settings.kafka, reader, codec, log: createLogger(TOOL, 'silent') });
  } finally {
    await close();
  }
};

/** `list`: what is recorded; check values are not shown. */
const list = ({ json }: { json: boolean }): Promise<void> =>
  withParts(readSettings(process.env, ['kafka', 'registry']), async (parts) => {
    const recorded = [...(await readShared(parts)).values()].map((record) =>
      isSecret(record.setting) ? { ...record, value: null } : record,
    );
    print(json ? formatJson(recorded) : describeRecorded(recorded));
  });

/** A setting that is not declared any more counts as a secret. */
const isSecret = (name: string): boolean =>
  SHARED_SETTINGS.find((one) => one.name === name)?.secret ?? !NAMES.includes(name);

interface AdoptOptions {
  readonly reason: string;
  readonly operator?: string;
  readonly service?: string;
  readonly yes: boolean;
}

/** `adopt`: records what this environment has a setting set to, whatever is recorded. */
const adopt = async (name: string, options: AdoptOptions): Promise<void> => {
  const setting = SHARED_SETTINGS.find((one) => one.name === name)!;
  const user = userOf(setting, options.service);
  const author = { recorded_by: options.operator ?? loginName(), reason: options.reason };
  for (const text of Object.values(author)) {
    if (text.length > AUTHOR_LENGTH_MAX) throw new UsageError(`at most ${AUTHOR_LENGTH_MAX} characters`);
  }
  const settings = readSettings(process.env, ['kafka', 'registry', setting.section]);
  const own = ownSetting(setting, user, settings as Settings);
  const where = own.scope === 'system' ? setting.users.join(', ') : own.scope;
  const question = `Record the ${name} of this environment? Every instance of ${where} must be stopped.`;
  if (!options.yes && !(await confirm(question))) {
    process.exitCode = EXIT.failed;
    return;
  }
  await withParts(settings, (parts) => recordShared(parts, [own], author));
  print(`${name} recorded; start ${where} with it`);
};

/** @throws UsageError unless a service is named exactly for those settings that each service has for itself */
const userOf = ({ name, scope, users }: SharedSetting, service: string | undefined): string => {
  if (scope === 'system' && service !== undefined) throw new UsageError(`${name} is one for the whole system`);
  if (scope === 'service' && service === undefined) throw new UsageError(`say whose ${name} with --service`);
  const user = service ?? users[0]!;
  if (!users.includes(user)) throw new UsageError(`${user} has no ${name}; ${users.join(', ')} have`);
  return user;
};

/** @throws UsageError where the process has no name to go by, as in some containers */
const loginName = (): string => {
  try {
    return userInfo().username;
  } catch {
    throw new UsageError('say who you are with --operator');
  }
};

const program = new Command(TOOL)
  .description('Shows and changes the settings that all instances must share. Reads the settings of docs/settings.md.')
  .exitOverride()
  .addHelpText('after', '\nExit codes: 0 done; 1 failed, run it again; 64 wrong command line; 78 wrong settings.');

program
  .command('list')
  .description('show what is recorded, since when, by whom and why; of secrets only that they are')
  .option('--json', 'as JSON', false)
  .action(list);

program
  .command('adopt')
  .description('record what this environment has a setting set to; instances with another value refuse to start')
  .argument('<setting>', `one of ${NAMES.join(', ')}`, oneOf(NAMES))
  .requiredOption('--reason <text>', 'why; kept in ops.shared-setting. No personal data')
  .option('--operator <name>', 'who; kept in ops.shared-setting. Your login name by default')
  .option('--service <name>', 'whose, for a setting that each service has for itself')
  .option('--yes', 'do not ask', false)
  .action(adopt);

await runProgram(program, process.argv);

import { type Command, CommanderError } from 'commander';
import { SettingsError } from '../../services/runtime/config/settings.ts';
import { SkillstreamError } from '../../services/runtime/errors.ts';
import { SharedSettingsDiffer } from '../../services/runtime/shared-settings/compare.ts';
import { endWithReader } from './pipe.ts';

/** Exit codes of the operators' commands, for scripts. */
export const EXIT = {
  done: 0,
  /** A dependency is away, or the operator said no: running it again is safe. */
  failed: 1,
  not_found: 2,
  /** Done, but for what the rules refuse. */
  refused: 3,
  usage: 64,
  settings: 78,
} as const;

/** The command line asks for something that makes no sense; the message says what would. */
export class UsageError extends SkillstreamError {
  constructor(message: string) {
    super('usage', message);
  }
}

/** Runs a command line to its end and sets the exit code. Errors of our own are a message; anything else is a bug and shows where. */
export const runProgram = async (program: Command, argv: readonly string[]): Promise<void> => {
  endWithReader(process.stdout);
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
};

/** What the client throws when a broker is away or refuses. */
const isFromKafka = (error: unknown): error is Error => error instanceof Error && error.name.startsWith('KafkaJS');

const report = (error: unknown): number => {
  // commander has printed its message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  const known = error instanceof SkillstreamError || error instanceof SettingsError || isFromKafka(error);
  process.stderr.write(`${known ? error.message : ((error as Error).stack ?? String(error))}\n`);
  if (error instanceof UsageError) return EXIT.usage;
  return error instanceof SettingsError || error instanceof SharedSettingsDiffer ? EXIT.settings : EXIT.failed;
};

import { Command } from 'commander';
import { coordinates, integer, oneOf, several } from '../cli/arguments.ts';
import { runProgram } from '../cli/exit.ts';
import { withRun } from '../replay/command.ts';
import { list, replayLetters, show } from './commands.ts';
import { withFilter } from './options.ts';
import { AUDIT_TOPIC } from './replay/audit.ts';
import { ALLOWABLE } from './replay/decide.ts';

const ROWS_MAX = 10_000;
const now_ms = Date.now();

const program = new Command('dead-letters')
  .description(
    'Lists dead letters and sends them back to the services that refused them. Reads the settings of docs/settings.md.',
  )
  .exitOverride()
  .addHelpText(
    'after',
    '\nExit codes: 0 done; 1 failed or stopped, run it again; 2 not found; 3 done but for what the rules refuse; 64 wrong command line; 78 wrong settings.',
  );

withFilter(program.command('list'), now_ms)
  .description('count dead letters by input and code, and list the first; prints no keys and no values')
  .option('--open', 'leave out what was sent back since', false)
  .option('--limit <rows>', 'how many letters to list', integer(0, ROWS_MAX), 20)
  .option('--json', 'as JSON', false)
  .action(list);

program
  .command('show')
  .description('show one dead letter: its headers, what was wrong, what to do')
  .argument('<coordinates>', 'as list prints them, such as raw.xapi.dlq/3/17', coordinates)
  .option('--with-value', 'key and decoded value too; they hold PERSONAL DATA. Needs DEAD_LETTER_KEY', false)
  .option('--json', 'as JSON', false)
  .action(show);

const replay = withFilter(program.command('replay'), now_ms)
  .description(
    'send dead letters back to the service that refused them, in the partition they came from, each at most once; needs DEAD_LETTER_KEY',
  )
  .argument('[coordinates...]', 'single letters, instead of filters', several(coordinates))
  .option('--allow <refusal>', `overrule ${ALLOWABLE.join(' or ')}; may be repeated`, several(oneOf(ALLOWABLE)));
withRun(replay, { all: 'every dead letter there is', audit_topic: AUDIT_TOPIC }).action(
  (given: Parameters<typeof replayLetters>[0] | undefined, options: Parameters<typeof replayLetters>[1]) =>
    replayLetters(given ?? [], options),
);

await runProgram(program, process.argv);

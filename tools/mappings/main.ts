import { endWithReader } from '../cli/pipe.ts';
import { runCli } from './cli.ts';

endWithReader(process.stdout);
process.exitCode = await runCli(process.argv.slice(2), { out: process.stdout, err: process.stderr });

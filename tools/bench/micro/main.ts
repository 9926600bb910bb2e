import { measureParts } from './figures.ts';

/** Statements a round: enough to fill caches, few enough to be done in seconds. */
const STATEMENTS = 5_000;

// A process of its own, so that the compiler has seen nothing else; prints its figures as JSON.
process.stdout.write(`${JSON.stringify(await measureParts(STATEMENTS))}\n`);

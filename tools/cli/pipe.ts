import type { Writable } from 'node:stream';

/** As shells report a program that SIGPIPE ended: 128 and its number. */
const CLOSED_PIPE = 141;

/** Ends the program without a word when whoever reads its output has gone, as `head` does. */
export const endWithReader = (output: Writable): void => {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(CLOSED_PIPE);
  });
};

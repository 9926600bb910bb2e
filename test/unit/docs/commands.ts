import { readdirSync } from 'node:fs';
import { readText } from '../containers/files.ts';

/** A command as a document writes it, with its words. */
export interface DocumentedCommand {
  /** Where it is written, `file:line`. */
  readonly at: string;
  readonly words: readonly string[];
}

/** A prompt and settings, then what the commands begin with that this project answers for. */
const COMMAND = /^\s*(?:\$ )?(?:\w+=\S+ )*((?:npm run|make|node|docker compose|deploy\/[\w/.-]+\.sh)(?=\s|$).*)$/;
/** Several in a line, and what the shell does with them. */
const SEPARATORS = /\s(?:&&|\|\||\||;|#)\s|\s{2,}(?=[a-z])|\s#/;

const textsOf = (file: string): readonly { readonly line: number; readonly text: string }[] => {
  const found: { line: number; text: string }[] = [];
  let inFence = false;
  // A command that is continued counts as one line.
  const lines = readText(file)
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n');
  for (const [i, text] of lines.entries()) {
    if (text.startsWith('```')) inFence = !inFence;
    else if (inFence) found.push({ line: i + 1, text });
    else for (const [, code] of text.matchAll(/`([^`]+)`/g)) found.push({ line: i + 1, text: code! });
  }
  return found;
};

const splitWords = (text: string): readonly string[] => text.match(/'[^']*'|"[^"]*"|\S+/g) ?? [];

export const DOCUMENTS = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);

/** Every command in code blocks and code spans of a document. */
export const commandsIn = (file: string): readonly DocumentedCommand[] =>
  textsOf(file).flatMap(({ line, text }) =>
    text.split(SEPARATORS).flatMap((part) => {
      const command = COMMAND.exec(part)?.[1];
      return command === undefined ? [] : [{ at: `${file}:${line}`, words: splitWords(command) }];
    }),
  );

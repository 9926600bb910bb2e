/** One transform as a field map names it. */
export interface Call {
  readonly name: string;
  /** Where the name starts in the cell, from 0. */
  readonly at: number;
  readonly parameters: readonly string[];
}

export interface SyntaxFault {
  readonly at: number;
  readonly expected: string;
}

const NAME = /[a-z][a-z0-9_]*/y;
const BARE_PARAMETER = /[^\s,()|'][^,()|']*/y;
const QUOTED_PARAMETER = /'((?:[^']|'')*)'/y;
const SPACE = /\s*/y;

/**
 * Reads a chain of transforms: `trim | boolean(Yes, No)`. Arguments that hold one of `, ( ) |` or a quote stand in
 * single quotes, with quotes inside doubled.
 */
export const parsePipeline = (text: string): readonly Call[] | SyntaxFault => {
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at = pattern.lastIndex;
    return match;
  };
  const takeCharacter = (character: string): boolean => {
    take(SPACE);
    if (text[at] !== character) return false;
    at += 1;
    take(SPACE);
    return true;
  };
  const takeParameters = (): readonly string[] | SyntaxFault => {
    const parameters: string[] = [];
    if (takeCharacter(')')) return parameters;
    for (;;) {
      const quoted = take(QUOTED_PARAMETER)?.[1];
      const parameter = quoted === undefined ? take(BARE_PARAMETER)?.[0].trimEnd() : quoted.replaceAll("''", "'");
      if (parameter === undefined) return { at, expected: "an argument, in single quotes if it holds , ( ) | or '" };
      parameters.push(parameter);
      if (takeCharacter(')')) return parameters;
      if (!takeCharacter(',')) return { at, expected: 'a comma or a closing parenthesis' };
    }
  };

  const calls: Call[] = [];
  take(SPACE);
  do {
    const start = at;
    const name = take(NAME)?.[0];
    if (name === undefined) return { at, expected: 'the name of a transform' };
    const parameters = takeCharacter('(') ? takeParameters() : [];
    if ('expected' in parameters) return parameters;
    calls.push({ name, at: start, parameters });
  } while (takeCharacter('|'));
  return at === text.length ? calls : { at, expected: 'the end, or | and another transform' };
};

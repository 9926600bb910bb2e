export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Where each field of one CSV record starts, at its first character inside quotes.
 * @param raw the record as it stands in the file, with the blank and comment lines before it
 * @param last_line number of the line the record ends on
 */
export const fieldPositions = (raw: string, last_line: number): readonly Position[] => {
  const text = raw.replace(/\r?\n$/, '');
  let line = last_line - (text.match(/\n/g)?.length ?? 0);
  let line_start = 0;
  let at = 0;
  const nextLine = (): void => {
    line += 1;
    line_start = at + 1;
  };

  const before = /^(?:\uFEFF?[ \t]*(?:#[^\n]*)?\r?\n)*/.exec(text)?.[0].length ?? 0;
  for (; at < before; at++) if (text[at] === '\n') nextLine();
  if (text[at] === '\uFEFF') {
    at += 1;
    line_start = at;
  }

  const positions: Position[] = [];
  let quoted = false;
  let starts = true;
  for (; at <= text.length; at++) {
    const character = text[at];
    if (starts && (character === ' ' || character === '\t')) continue;
    if (starts) {
      quoted = character === '"';
      positions.push({ line, column: at - line_start + (quoted ? 2 : 1) });
      starts = false;
      if (quoted) continue;
    }
    if (character === '"') quoted = !quoted;
    else if (character === '\n') nextLine();
    else if (character === ',' && !quoted) starts = true;
  }
  return positions;
};

/** Where progress is told: never among the results. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly write: (text: string) => unknown;
}

const REDRAW_MS = 500;
/** Where lines stay, as in a log, fewer of them. */
const REPORT_MS = 10_000;

export interface Progress {
  readonly tell: (rows: number, bytes_read: number) => void;
  readonly end: () => void;
}

/** Nobody knows how much there is of standard input. */
const shareOf = (bytes_read: number, bytes_total: number): string =>
  bytes_total === 0 ? '' : `, ${Math.min(100, Math.floor((bytes_read * 100) / bytes_total))} % of the file`;

/** @param bytes_total 0 where nobody knows */
export const createProgress = (screen: Screen, bytes_total: number, now: () => number = Date.now): Progress => {
  const interval_ms = screen.isTTY ? REDRAW_MS : REPORT_MS;
  let last_ms = now();
  let drawn = false;
  return {
    tell: (rows, bytes_read) => {
      const now_ms = now();
      if (now_ms - last_ms < interval_ms) return;
      last_ms = now_ms;
      const line = `${rows.toLocaleString('en')} rows${shareOf(bytes_read, bytes_total)}`;
      screen.write(screen.isTTY ? `\r${line}` : `${line}\n`);
      drawn = true;
    },
    end: () => {
      if (drawn && screen.isTTY) screen.write('\r\u001b[K');
    },
  };
};

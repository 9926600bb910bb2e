import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'green' | 'red';

/** Where the demo tells what it does. */
export interface Screen {
  readonly print: (text?: string) => void;
  /** Coloured text; plain where the stream is no terminal or NO_COLOR is set. */
  readonly style: (style: Style, text: string) => string;
  /** Tells of something that takes time, until it is done. */
  readonly step: <T>(
    title: string,
    work: (progress: (text: string) => void) => Promise<T>,
    done: (result: T) => string,
  ) => Promise<T>;
}

/** Where there is no terminal to rewrite a line on, progress is a line now and then. */
const LINE_INTERVAL_MS = 5_000;
const CLEAR_LINE = '\r\u001b[2K';

/** @param now_ms a clock that never goes back */
export const createScreen = (stream: NodeJS.WriteStream, now_ms: () => number = () => performance.now()): Screen => {
  const print = (text = ''): void => void stream.write(`${text}\n`);
  const style: Screen['style'] = (format, text) => styleText(format, text, { stream });
  const seconds = (since_ms: number): string => style('dim', `${((now_ms() - since_ms) / 1000).toFixed(1)} s`);

  const step: Screen['step'] = async (title, work, done) => {
    const started_ms = now_ms();
    let last_line_ms = started_ms;
    const progress = (text: string): void => {
      if (stream.isTTY) stream.write(`${CLEAR_LINE}… ${title}: ${text}`);
      else if (now_ms() - last_line_ms >= LINE_INTERVAL_MS) {
        last_line_ms = now_ms();
        print(`… ${title}: ${text}`);
      }
    };
    const end = (line: string): void => print(stream.isTTY ? `${CLEAR_LINE}${line}` : line);
    if (stream.isTTY) stream.write(`… ${title}`);
    try {
      const result = await work(progress);
      end(`${style('green', '✓')} ${title}: ${done(result)}  ${seconds(started_ms)}`);
      return result;
    } catch (error) {
      end(`${style('red', '✗')} ${title}  ${seconds(started_ms)}`);
      throw error;
    }
  };

  return { print, style, step };
};

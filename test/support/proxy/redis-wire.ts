import { createHash } from 'node:crypto';
import type { Wire } from './wire.ts';

const LINE_END = '\r\n';
const NONE = -1;
/** Room for what goes before the text of a script, and for its hash. */
const HEAD_BYTES = 256;

/** Ends at `after`, or after so many values more. */
const endOfValues = (bytes: Buffer, after: number, count: number): number | null => {
  let end: number | null = after;
  for (let i = 0; i < count && end !== null; i += 1) end = endOfValue(bytes, end);
  return end;
};

/**
 * Where a value that begins at `from` ends; null while it is not complete. Of RESP3, which a client asks for by HELLO,
 * what answers a command: push messages answer none.
 * https://redis.io/docs/latest/develop/reference/protocol-spec/
 */
const endOfValue = (bytes: Buffer, from: number): number | null => {
  const line_end = bytes.indexOf(LINE_END, from, 'latin1');
  if (line_end < 0) return null;
  const after = line_end + LINE_END.length;
  const size = Number(bytes.toString('latin1', from + 1, line_end));
  switch (String.fromCharCode(bytes[from]!)) {
    case '+':
    case '-':
    case ':':
    case '_':
    case '#':
    case ',':
    case '(':
      return after;
    case '$':
    case '=':
    case '!': {
      const end = size === NONE ? after : after + size + LINE_END.length;
      return end > bytes.length ? null : end;
    }
    case '*':
    case '~':
      return endOfValues(bytes, after, size);
    case '%':
      return endOfValues(bytes, after, size * 2);
    default:
      throw new Error(`no value of Redis begins with byte ${bytes[from]}`);
  }
};

const firstValue = (received: Buffer): number | null => (received.length === 0 ? null : endOfValue(received, 0));

/** Kind of the request that runs a script, however it names the script. */
export const scriptKind = (lua: string): string => `script ${createHash('sha1').update(lua).digest('hex')}`;

/** Redis's protocol, versions 2 and 3. A command is its name in lower case; scripts are told apart by their hash. */
export const redisWire: Wire = {
  requestBytes: firstValue,
  replyBytes: firstValue,
  kindOf: (request) => {
    // An array of bulk strings: its length, then length and text of the command, then those of its first argument.
    const lines = request.toString('latin1', 0, HEAD_BYTES).split(LINE_END, 5);
    const [, , name = '', size = '', argument = ''] = lines;
    const command = name.toLowerCase();
    if (command === 'evalsha') return `script ${argument}`;
    if (command !== 'eval') return command;
    const start = lines.slice(0, 4).join(LINE_END).length + LINE_END.length;
    return scriptKind(request.toString('utf8', start, start + Number(size.slice(1))));
  },
  isDone: (reply) => reply[0] !== '-'.charCodeAt(0),
};

import { createHash } from 'node:crypto';
import type { Wire } from './wire.ts';

const LINE_END = '\r\n';
const NONE = -1;
/** Room for what goes before the text of a script, and for its hash. */
const HEAD_BYTES = 256;

/**
 * Where a RESP2 value that begins at `from` ends; null while it is not complete.
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
      return after;
    case '$': {
      const end = size === NONE ? after : after + size + LINE_END.length;
      return end > bytes.length ? null : end;
    }
    case '*': {
      let end: number | null = after;
      for (let i = 0; i < size && end !== null; i += 1) end = endOfValue(bytes, end);
      return end;
    }
    default:
      throw new Error(`no RESP2 value begins with byte ${bytes[from]}`);
  }
};

const firstValue = (received: Buffer): number | null => (received.length === 0 ? null : endOfValue(received, 0));

/** Kind of the request that runs a script, however it names the script. */
export const scriptKind = (lua: string): string => `script ${createHash('sha1').update(lua).digest('hex')}`;

/** Redis's protocol, version 2. A command is its name in lower case; scripts are told apart by their hash. */
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

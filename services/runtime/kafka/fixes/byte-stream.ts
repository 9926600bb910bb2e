import { MalformedRecords } from './record-decoding.ts';

/** Bytes that come in pieces, read from the front. Holds little more than what is asked for. */
export interface ByteStream {
  /** Bytes that are there without waiting. */
  readonly available: () => number;
  /** Waits until so many bytes are there, or the end. */
  readonly fill: (bytes: number) => Promise<void>;
  /** The next bytes in one buffer, as many as are there up to `bytes`, or some more. */
  readonly peek: (bytes: number) => Buffer;
  /** Takes the next bytes, in one buffer. @throws MalformedRecords when there are fewer */
  readonly take: (bytes: number) => Promise<Buffer>;
  /** Leaves bytes out. @throws MalformedRecords when there are fewer */
  readonly drop: (bytes: number) => Promise<void>;
  /** How many bytes were taken and dropped. */
  readonly consumed: () => number;
  readonly close: () => Promise<void>;
}

export const createByteStream = (pieces: AsyncIterable<Buffer>): ByteStream => {
  const source = pieces[Symbol.asyncIterator]();
  const queue: Buffer[] = [];
  let available = 0;
  let consumed = 0;
  let is_ended = false;

  const fill = async (bytes: number): Promise<void> => {
    while (available < bytes && !is_ended) {
      const { value, done } = await source.next();
      if (done === true) is_ended = true;
      else if (value.length > 0) {
        queue.push(value);
        available += value.length;
      }
    }
  };

  /** Takes bytes off the front, of which there must be enough. */
  const shift = (bytes: number): Buffer => {
    const front = queue[0]!;
    const part = front.subarray(0, bytes);
    if (part.length === front.length) queue.shift();
    else queue[0] = front.subarray(bytes);
    available -= part.length;
    consumed += part.length;
    return part;
  };

  /** Hands on so many bytes as they come. */
  const each = async (bytes: number, use: (part: Buffer) => void): Promise<void> => {
    for (let left = bytes; left > 0; ) {
      if (available === 0) await fill(1);
      if (available === 0) throw new MalformedRecords('a record ends beyond its batch');
      const part = shift(left);
      use(part);
      left -= part.length;
    }
  };

  return {
    available: () => available,
    fill,
    peek: (bytes) => {
      while (queue.length > 1 && queue[0]!.length < bytes) queue.splice(0, 2, Buffer.concat([queue[0]!, queue[1]!]));
      return queue[0] ?? Buffer.alloc(0);
    },
    take: async (bytes) => {
      if ((queue[0]?.length ?? 0) >= bytes) return shift(bytes);
      const whole = Buffer.allocUnsafeSlow(bytes);
      let at = 0;
      await each(bytes, (part) => {
        at += part.copy(whole, at);
      });
      return whole;
    },
    drop: (bytes) => each(bytes, () => undefined),
    consumed: () => consumed,
    close: async () => {
      await source.return?.();
    },
  };
};

import { Socket } from 'node:net';
import { vi } from 'vitest';

/** A request begins with its length in four bytes, then the number of its kind (https://kafka.apache.org/protocol). */
const API_KEY_AT = 4;
const HEAD_BYTES = 8;

/** Numbers of the kinds of request. */
export const API = { END_TXN: 26 } as const;

/**
 * Cuts the connection of a Kafka client of this process right after it has sent the first request of a kind: the broker
 * may or may not have acted on it, and its reply is lost.
 * @throws Error when no such request was sent
 */
export const cuttingAfter = async <T>(api_key: number, work: () => Promise<T>): Promise<T> => {
  let cut = false;
  const write = Socket.prototype.write;
  const spy = vi.spyOn(Socket.prototype, 'write').mockImplementation(function (this: Socket, ...args: unknown[]) {
    const written = Reflect.apply(write, this, args) as boolean;
    const [chunk] = args;
    if (!cut && Buffer.isBuffer(chunk) && chunk.length >= HEAD_BYTES && chunk.readInt16BE(API_KEY_AT) === api_key) {
      cut = true;
      this.destroy(new Error('cut by the test'));
    }
    return written;
  });
  try {
    const result = await work();
    if (!cut) throw new Error(`no request of kind ${api_key} was sent`);
    return result;
  } finally {
    spy.mockRestore();
  }
};

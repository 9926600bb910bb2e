import type { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Gate } from './gate.ts';
import { createMessages, type Wire } from './wire.ts';

/** What happens to the bytes of one direction, on all connections. */
export interface Direction {
  readonly gate: Gate;
  delay_ms: number;
}

/** How a reply gets lost: the connection is reset in its place, or stays open and never says another word. */
export type Loss = 'cut' | 'silence';

export interface LinkOptions {
  readonly requests: Direction;
  readonly replies: Direction;
  readonly wire: Wire | undefined;
  /** Whether the reply to a request of this kind is to be lost. */
  readonly lossOf: (kind: string) => Loss | null;
}

/** One connection through the proxy. */
export interface Link {
  /** Resets both halves. */
  readonly cut: () => void;
  /** Resolves when both halves are closed. */
  readonly closed: Promise<void>;
}

/** Ties the connection of a client to one of the server's. */
export const createLink = (client: Socket, server: Socket, options: LinkOptions): Link => {
  const { requests, replies, wire, lossOf } = options;
  /** Kinds of the requests that have no reply yet, oldest first. */
  const unanswered: string[] = [];

  const closed = Promise.all(
    [client, server].map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()))),
  ).then(() => undefined);

  const cut = (): void => {
    client.resetAndDestroy();
    server.resetAndDestroy();
  };

  const noteRequests = (given: Wire): ((piece: Buffer) => Buffer) => {
    const messages = createMessages(given.requestBytes);
    return (piece) => {
      for (const message of messages.take(piece)) unanswered.push(given.kindOf(message));
      return piece;
    };
  };

  async function* lossy(given: Wire, pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const messages = createMessages(given.replyBytes);
    for await (const piece of pieces) {
      for (const message of messages.take(piece)) {
        const kind = unanswered.shift();
        if (kind === undefined) throw new Error('proxy: a reply without a request');
        const loss = given.isDone(message) ? lossOf(kind) : null;
        if (loss !== null) {
          if (loss === 'cut') cut();
          // Silent until the client gives up.
          else client.once('end', cut);
          return await closed;
        }
        yield message;
      }
    }
  }

  const note = wire === undefined ? (piece: Buffer) => piece : noteRequests(wire);
  const upstream = pipeline(client, (pieces: AsyncIterable<Buffer>) => through(pieces, requests, note), server);
  const downstream = pipeline(
    server,
    (pieces: AsyncIterable<Buffer>) => {
      const held = through(pieces, replies, (piece) => piece);
      return wire === undefined ? held : lossy(wire, held);
    },
    client,
  );
  // A broken connection breaks the other one, and says no more about it.
  for (const half of [upstream, downstream]) half.catch(cut);

  return { cut, closed };
};

async function* through(
  pieces: AsyncIterable<Buffer>,
  direction: Direction,
  look: (piece: Buffer) => Buffer,
): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    if (direction.delay_ms > 0) await delay(direction.delay_ms);
    await direction.gate.passed();
    yield look(piece);
  }
}

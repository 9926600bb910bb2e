import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createGate } from './gate.ts';
import { createLink, type Direction, type Link, type Loss } from './link.ts';
import type { Wire } from './wire.ts';

export type Way = 'requests' | 'replies';

export interface TcpProxyOptions {
  /** Port of the server behind the proxy. */
  readonly to: number;
  /** Port to listen on; default any free one. */
  readonly port?: number;
  /** The protocol, where replies are to be lost. */
  readonly wire?: Wire;
}

/** A server's stand-in on 127.0.0.1 that passes everything on until it is told to misbehave. */
export interface TcpProxy {
  readonly port: number;
  /** Connections that are open at the moment. */
  readonly connections: () => number;
  /** Resets all connections; new ones are taken. */
  readonly cut: () => void;
  /** Resets all connections, and nobody listens any more: new ones are refused. */
  readonly refuse: () => Promise<void>;
  /** Half-open: connections stay, new ones are taken, and nothing arrives in the ways given. */
  readonly hang: (...ways: readonly Way[]) => void;
  /** Each piece waits so long in each of the two ways. */
  readonly slow: (delay_ms: number) => void;
  /**
   * Loses the next reply to a request of this kind that the server has carried out.
   * @returns a promise that resolves when the reply is lost
   */
  readonly loseReply: (kind: string, loss: Loss) => Promise<void>;
  /** Resets all connections; new ones go to another server, as after a fail-over. */
  readonly redirect: (to: number) => void;
  /** Ends all of that: what was held goes on its way. Replies that were to be lost are no more. */
  readonly heal: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const HOST = '127.0.0.1';

interface PendingLoss {
  readonly kind: string;
  readonly loss: Loss;
  readonly done: () => void;
}

/** @throws Error when the port is taken */
export const startTcpProxy = async ({ to, port = 0, wire }: TcpProxyOptions): Promise<TcpProxy> => {
  let server_port = to;
  const ways: Record<Way, Direction> = {
    requests: { gate: createGate(), delay_ms: 0 },
    replies: { gate: createGate(), delay_ms: 0 },
  };
  const links = new Set<Link>();
  let losses: readonly PendingLoss[] = [];

  const lossOf = (kind: string): Loss | null => {
    const pending = losses.find((one) => one.kind === kind);
    if (pending === undefined) return null;
    losses = losses.filter((one) => one !== pending);
    pending.done();
    return pending.loss;
  };

  const take = (client: Socket): void => {
    const server = connect({ host: HOST, port: server_port, allowHalfOpen: true });
    client.setNoDelay();
    server.setNoDelay();
    const link = createLink(client, server, { ...ways, wire, lossOf });
    links.add(link);
    void link.closed.then(() => links.delete(link));
  };

  const listen = async (on: number): Promise<Server> => {
    const server = createServer({ allowHalfOpen: true }, take);
    await once(server.listen({ host: HOST, port: on }), 'listening');
    return server;
  };

  let listener: Server | null = await listen(port);
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('proxy: no port');

  const cut = (): void => {
    for (const link of links) link.cut();
  };

  const refuse = async (): Promise<void> => {
    const closing = listener;
    listener = null;
    const closed = closing === null ? undefined : new Promise((resolve) => closing.close(resolve));
    cut();
    await closed;
  };

  const restore = (): void => {
    losses = [];
    for (const way of Object.values(ways)) {
      way.delay_ms = 0;
      way.gate.open();
    }
  };

  return {
    port: address.port,
    connections: () => links.size,
    cut,
    refuse,
    hang: (...given) => {
      for (const way of given) ways[way].gate.close();
    },
    slow: (delay_ms) => {
      for (const way of Object.values(ways)) way.delay_ms = delay_ms;
    },
    loseReply: (kind, loss) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      losses = [...losses, { kind, loss, done: resolve }];
      return promise;
    },
    redirect: (other) => {
      server_port = other;
      cut();
    },
    heal: async () => {
      restore();
      listener ??= await listen(address.port);
    },
    stop: async () => {
      restore();
      await refuse();
    },
  };
};

import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { leaveSilentConnections } from '../../../services/runtime/kafka/fixes/silent-connections.ts';

const require = createRequire(import.meta.url);

interface Connection {
  connect(): Promise<unknown>;
  send(protocol: object): Promise<unknown>;
  isConnected(): boolean;
  disconnect(): Promise<unknown>;
}
type ConnectionClass = new (options: object) => Connection;

const silent = () => undefined;
const logger = { namespace: () => logger, debug: silent, info: silent, warn: silent, error: silent };

/** A request that any broker answers, if it answers at all. */
const request = () => {
  const create = require('kafkajs/src/protocol/requests/apiVersions/v0/request.js') as () => object;
  return { request: create(), response: {} };
};

/** kafkajs as published, or mended; each from a fresh copy of the library. */
const load = (mend: () => void): ConnectionClass => {
  for (const file of Object.keys(require.cache)) if (file.includes('kafkajs')) delete require.cache[file];
  mend();
  return require('kafkajs/src/network/connection.js') as ConnectionClass;
};

describe('a broker that takes requests and never answers', () => {
  let server: Server;
  let port: number;

  beforeEach(async () => {
    server = createServer((socket) => socket.on('error', silent).resume());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as { port: number }).port;
  });
  afterEach(() => void server.close());

  /** Whether the connection is still used after two requests were sent at once and timed out. */
  const isUsedAfter = async (Connection: ConnectionClass): Promise<boolean> => {
    const socketFactory = (require('kafkajs/src/network/socketFactory.js') as () => () => unknown)();
    const options = { requestTimeout: 50, connectionTimeout: 1_000, enforceRequestTimeout: true };
    const connection = new Connection({ host: '127.0.0.1', port, logger, socketFactory, ...options });
    await connection.connect();
    const answers = await Promise.allSettled([connection.send(request()), connection.send(request())]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await new Promise(setImmediate);
    const used = connection.isConnected();
    await connection.disconnect();
    return used;
  };

  test('bare: is asked on the same connection again', async () => {
    expect(await isUsedAfter(load(silent))).toBe(true);
  });

  test('behind services/runtime/kafka: is asked on a new one', async () => {
    expect(await isUsedAfter(load(leaveSilentConnections))).toBe(false);
  });
});

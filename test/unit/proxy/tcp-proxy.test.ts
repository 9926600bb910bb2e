import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTcpProxy, type TcpProxy } from '../../support/proxy/tcp-proxy.ts';

const HOST = '127.0.0.1';

let server: Server;
let proxy: TcpProxy;
/** What the server was sent, all connections together. */
let heard: string;
let clients: Socket[];

/** An echo that notes what it hears. */
beforeEach(async () => {
  heard = '';
  clients = [];
  server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      heard += piece.toString();
      socket.write(piece);
    });
  });
  await once(server.listen({ host: HOST, port: 0 }), 'listening');
  proxy = await startTcpProxy({ to: (server.address() as { port: number }).port });
});

afterEach(async () => {
  for (const client of clients) client.destroy();
  await proxy.stop();
  server.close();
});

const dial = async (): Promise<Socket> => {
  const client = connect({ host: HOST, port: proxy.port });
  clients.push(client);
  client.on('error', () => {});
  await once(client, 'connect');
  return client;
};

const ask = async (client: Socket, text: string): Promise<string> => {
  client.write(text);
  const [piece] = await once(client, 'data');
  return String(piece);
};

const ended = (client: Socket): Promise<unknown> => new Promise((resolve) => client.once('close', resolve));

describe('a proxy', () => {
  it('passes everything on, in pieces of any size', async () => {
    const client = await dial();
    expect(await ask(client, 'one')).toBe('one');
    const large = 'x'.repeat(3_000_000);
    let back = 0;
    client.on('data', (piece) => {
      back += piece.length;
    });
    client.write(large);
    await vi.waitFor(() => expect(back).toBe(large.length), { timeout: 10_000 });
    expect(heard).toBe(`one${large}`);
  });

  it('passes on that a side has said its last word, and what the other still has to say', async () => {
    const client = await dial();
    client.end('goodbye');
    const [piece] = await once(client, 'data');
    expect(String(piece)).toBe('goodbye');
    await ended(client);
    await vi.waitFor(() => expect(proxy.connections()).toBe(0));
  });

  it('cuts the connections there are and takes new ones', async () => {
    const [first, second] = [await dial(), await dial()];
    await Promise.all([ask(first, 'a'), ask(second, 'b')]);
    expect(proxy.connections()).toBe(2);
    const closed = [ended(first), ended(second)];
    proxy.cut();
    await Promise.all(closed);
    expect(await ask(await dial(), 'c')).toBe('c');
  });

  it('refuses, and takes connections on the same port when it is healed', async () => {
    const client = await dial();
    await ask(client, 'a');
    const closed = ended(client);
    await proxy.refuse();
    await closed;
    await expect(dial()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await proxy.heal();
    expect(await ask(await dial(), 'b')).toBe('b');
  });

  it('is as closed as the server behind it', async () => {
    server.close();
    await once(server, 'close');
    await ended(await dial());
  });

  it('holds requests back, on connections old and new, and lets them go when it is healed', async () => {
    const before = await dial();
    await ask(before, 'a');
    proxy.hang('requests');
    before.write('b');
    const after = await dial();
    after.write('c');
    await vi.waitFor(() => expect(proxy.connections()).toBe(2));
    // A round trip by another way: had they got through, they would have been heard before it.
    await ask(connectDirectly(), 'd');
    expect(heard).toBe('ad');
    await proxy.heal();
    await vi.waitFor(() => expect([...heard].sort().join('')).toBe('abcd'));
  });

  it('holds back replies of a server that has heard', async () => {
    const client = await dial();
    proxy.hang('replies');
    const answer = ask(client, 'a');
    await vi.waitFor(() => expect(heard).toBe('a'));
    expect(client.bytesRead).toBe(0);
    await proxy.heal();
    expect(await answer).toBe('a');
  });

  it('makes each way as slow as it is told', async () => {
    const client = await dial();
    proxy.slow(50);
    const started = performance.now();
    expect(await ask(client, 'a')).toBe('a');
    // A timer may fire a millisecond early.
    expect(performance.now() - started).toBeGreaterThanOrEqual(98);
  });
});

const connectDirectly = (): Socket => {
  const client = connect({ host: HOST, port: (server.address() as { port: number }).port });
  clients.push(client);
  return client;
};

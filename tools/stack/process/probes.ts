import { once } from 'node:events';
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { HOST } from './ports.ts';

/** Each probe resolves when the component answers and rejects otherwise; `ca` (PEM) switches to TLS. */
interface Target {
  readonly port: number;
  readonly ca: string | null;
  readonly signal: AbortSignal;
}

const withSocket = async <T>({ port, ca, signal }: Target, work: (socket: Socket) => Promise<T>): Promise<T> => {
  const socket = ca === null ? connect({ host: HOST, port }) : connectTls({ host: HOST, port, ca });
  const abort = () => socket.destroy(new Error('no answer in time'));
  signal.addEventListener('abort', abort);
  // Between two awaits nobody listens for errors; the next await sees the socket destroyed.
  socket.on('error', () => {});
  try {
    await once(socket, ca === null ? 'connect' : 'secureConnect');
    return await work(socket);
  } finally {
    signal.removeEventListener('abort', abort);
    socket.destroy();
  }
};

const readBytes = async (socket: Socket, length: number): Promise<Buffer> => {
  let received = Buffer.alloc(0);
  for await (const chunk of socket) {
    received = Buffer.concat([received, chunk]);
    if (received.length >= length) return received;
  }
  throw new Error('connection closed before the answer was complete');
};

/** ApiVersions, version 0, correlation id 1, client id "probe". Needs no authentication, and the broker answers it only once it serves. */
const API_VERSIONS_REQUEST = Buffer.concat([
  Buffer.from([0, 0, 0, 15, 0, 18, 0, 0, 0, 0, 0, 1, 0, 5]),
  Buffer.from('probe'),
]);

export const probeKafka = (target: Target): Promise<void> =>
  withSocket(target, async (socket) => {
    socket.write(API_VERSIONS_REQUEST);
    const answer = await readBytes(socket, 10);
    if (answer.readInt32BE(4) !== 1) throw new Error('the answer is not that of a Kafka broker');
    const code = answer.readInt16BE(8);
    if (code !== 0) throw new Error(`the broker answers with error code ${code}`);
  });

export const probeRedis = (
  target: Target,
  user: { readonly name: string; readonly password: string } | null,
): Promise<void> =>
  withSocket(target, async (socket) => {
    const login = user === null ? '' : `AUTH ${user.name} ${user.password}\r\n`;
    const expected = user === null ? '+PONG\r\n' : '+OK\r\n+PONG\r\n';
    socket.write(`${login}PING\r\n`);
    const answer = (await readBytes(socket, expected.length)).toString('latin1');
    if (answer !== expected) throw new Error(`unexpected answer to PING: ${answer.split('\r\n')[0]}`);
  });

export const probeHttp = async ({ port, ca, signal }: Target, path: string): Promise<void> => {
  const request =
    ca === null
      ? getHttp({ host: HOST, port, path, signal, agent: false })
      : getHttps({ host: HOST, port, path, signal, ca, agent: false });
  const [response] = await once(request, 'response');
  response.resume();
  if (response.statusCode !== 200) throw new Error(`HTTP status ${response.statusCode}`);
};

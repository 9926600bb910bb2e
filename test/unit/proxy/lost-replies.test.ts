import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KAFKA_APIS, type KafkaApi, kafkaWire } from '../../support/proxy/kafka-wire.ts';
import { redisWire, scriptKind } from '../../support/proxy/redis-wire.ts';
import { startTcpProxy, type TcpProxy } from '../../support/proxy/tcp-proxy.ts';
import { createMessages, type Wire } from '../../support/proxy/wire.ts';

const SCRIPT = "return redis.call('GET', KEYS[1])";
const HASH = 'd3c21d0c2b9ca22f82737626a27bcaf5d288f99f';

const command = (...words: string[]): Buffer =>
  Buffer.from(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);

/** A request of Kafka's protocol: size, api key, api version, correlation id, client id. */
const kafkaRequest = (api: KafkaApi, correlation_id: number): Buffer => {
  const request = Buffer.from([0, 0, 0, 10, 0, KAFKA_APIS[api], 0, 7, 0, 0, 0, correlation_id, 0xff, 0xff]);
  return request;
};

describe('the wire format of Kafka', () => {
  it('tells requests apart by their api key', () => {
    expect(kafkaWire.kindOf(kafkaRequest('TxnOffsetCommit', 1))).toBe('TxnOffsetCommit');
    expect(kafkaWire.kindOf(Buffer.from([0, 0, 0, 4, 0, 99, 0, 0]))).toBe('api 99');
  });

  it('cuts a stream into messages wherever its pieces end', () => {
    const stream = Buffer.concat([kafkaRequest('Produce', 1), kafkaRequest('EndTxn', 2)]);
    for (let at = 1; at < stream.length; at += 1) {
      const messages = createMessages(kafkaWire.requestBytes);
      const whole = [...messages.take(stream.subarray(0, at)), ...messages.take(stream.subarray(at))];
      expect(whole.map(kafkaWire.kindOf)).toEqual(['Produce', 'EndTxn']);
    }
  });
});

describe('the wire format of Redis', () => {
  it('knows a script by its text and by its hash', () => {
    expect(scriptKind(SCRIPT)).toBe(`script ${HASH}`);
    expect(redisWire.kindOf(command('EVAL', SCRIPT, '1', 'key'))).toBe(`script ${HASH}`);
    expect(redisWire.kindOf(command('evalsha', HASH, '1', 'key'))).toBe(`script ${HASH}`);
    expect(redisWire.kindOf(command('GET', 'key'))).toBe('get');
  });

  it('finds the end of values of every kind', () => {
    const values = ['+OK\r\n', '-ERR no\r\n', ':12\r\n', '$3\r\na\r\n\r\n', '$-1\r\n', '*-1\r\n', '*0\r\n'];
    const nested = `*3\r\n:1\r\n*2\r\n$-1\r\n$2\r\nab\r\n+x\r\n`;
    const resp3 = ['_\r\n', '#t\r\n', ',1.5\r\n', '=6\r\ntxt:\r\n\r\n', '%2\r\n+a\r\n:1\r\n+b\r\n~1\r\n_\r\n'];
    const all = [...values, nested, ...resp3, '+OK\r\n'];
    const stream = Buffer.from(all.join(''));
    for (let at = 1; at < stream.length; at += 1) {
      const messages = createMessages(redisWire.replyBytes);
      const whole = [...messages.take(stream.subarray(0, at)), ...messages.take(stream.subarray(at))];
      expect(whole.map(String)).toEqual(all);
    }
  });

  it('says what it does not understand', () => {
    expect(() => redisWire.replyBytes(Buffer.from('?\r\n'))).toThrow('no value of Redis');
  });
});

describe('a reply that is to be lost', () => {
  let server: Server;
  let proxy: TcpProxy;
  let client: Socket;
  let executed: string[];

  /** Answers each request, and notes that it was executed. */
  const start = async (wire: Wire, reply: (request: Buffer) => Buffer | string): Promise<void> => {
    executed = [];
    server = createServer((socket) => {
      const messages = createMessages(wire.requestBytes);
      socket.on('error', () => {});
      socket.on('data', (piece) => {
        for (const request of messages.take(Buffer.from(piece))) {
          executed.push(wire.kindOf(request));
          socket.write(reply(request));
        }
      });
    });
    await once(server.listen({ host: '127.0.0.1', port: 0 }), 'listening');
    proxy = await startTcpProxy({ to: (server.address() as { port: number }).port, wire });
    client = connect({ host: '127.0.0.1', port: proxy.port });
    client.on('error', () => {});
    await once(client, 'connect');
  };

  const startKafka = (): Promise<void> =>
    start(kafkaWire, (request) => Buffer.from([0, 0, 0, 4, ...request.subarray(8, 12)]));

  beforeEach(() => {
    executed = [];
  });

  afterEach(async () => {
    client.destroy();
    await proxy.stop();
    server.close();
  });

  const received = (): { bytes: () => Buffer; closed: () => boolean } => {
    const pieces: Buffer[] = [];
    let closed = false;
    client.on('data', (piece) => pieces.push(Buffer.from(piece)));
    client.once('close', () => {
      closed = true;
    });
    return { bytes: () => Buffer.concat(pieces), closed: () => closed };
  };

  it('is executed, and the connection ends in its place', async () => {
    await startKafka();
    const { bytes, closed } = received();
    const lost = proxy.loseReply('EndTxn', 'cut');
    client.write(Buffer.concat([kafkaRequest('Produce', 1), kafkaRequest('EndTxn', 2), kafkaRequest('Heartbeat', 3)]));
    await lost;
    await vi.waitFor(() => expect(closed()).toBe(true));
    expect(executed).toEqual(['Produce', 'EndTxn', 'Heartbeat']);
    expect(bytes().length === 0 || bytes().equals(Buffer.from([0, 0, 0, 4, 0, 0, 0, 1]))).toBe(true);
  });

  it('is executed, and the connection stays and says nothing more', async () => {
    await startKafka();
    const { bytes, closed } = received();
    const lost = proxy.loseReply('TxnOffsetCommit', 'silence');
    client.write(kafkaRequest('Produce', 1));
    await vi.waitFor(() => expect(bytes().length).toBe(8));
    client.write(kafkaRequest('TxnOffsetCommit', 2));
    await lost;
    client.write(kafkaRequest('EndTxn', 3));
    await vi.waitFor(() => expect(executed).toEqual(['Produce', 'TxnOffsetCommit', 'EndTxn']));
    expect(closed()).toBe(false);
    expect(bytes()).toEqual(Buffer.from([0, 0, 0, 4, 0, 0, 0, 1]));
    client.end();
    await vi.waitFor(() => expect(proxy.connections()).toBe(0));
  });

  it('is only the next one of its kind', async () => {
    await startKafka();
    const { bytes } = received();
    const lost = proxy.loseReply('FindCoordinator', 'cut');
    client.write(kafkaRequest('FindCoordinator', 1));
    await lost;
    client = connect({ host: '127.0.0.1', port: proxy.port });
    const again = received();
    client.write(kafkaRequest('FindCoordinator', 2));
    await vi.waitFor(() => expect(again.bytes()).toEqual(Buffer.from([0, 0, 0, 4, 0, 0, 0, 2])));
    expect(bytes().length).toBe(0);
  });

  it('is none that says the request was refused', async () => {
    await start(redisWire, (request) => (executed.length === 1 ? '-NOSCRIPT none\r\n' : `:${request.length}\r\n`));
    const { bytes, closed } = received();
    const lost = proxy.loseReply(scriptKind(SCRIPT), 'cut');
    client.write(command('EVALSHA', HASH, '0'));
    await vi.waitFor(() => expect(String(bytes())).toBe('-NOSCRIPT none\r\n'));
    client.write(command('EVAL', SCRIPT, '0'));
    await lost;
    await vi.waitFor(() => expect(closed()).toBe(true));
    expect(String(bytes())).toBe('-NOSCRIPT none\r\n');
  });
});

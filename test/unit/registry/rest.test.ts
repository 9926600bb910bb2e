import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { DependencyUnavailable } from '../../../services/runtime/errors.ts';
import { avroSchema, createRegistryClient, RegistryRefused } from '../../../services/runtime/registry/client.ts';

let server: Server | undefined;

/** A server that answers everything one way, and a client of it. */
const clientOf = async (listener: RequestListener, timeout_ms = 5000) => {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
  return createRegistryClient({ url, timeout_ms, username: 'reader', password: 'pässword' });
};

const answer =
  (status: number, body: string, type = 'application/json'): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': type }).end(body);
  };

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
  server = undefined;
});

describe('registry client', () => {
  it('tells that the registry knows no such schema', async () => {
    const client = await clientOf(answer(404, '{"error_code":40403,"message":"Schema 5 not found"}'));
    expect(await client.schemaById(5)).toBeNull();
    expect(await client.idOf('a-value', avroSchema('"string"'))).toBeNull();
    expect(await client.versionsOf('a-value')).toEqual([]);
    expect(await client.compatibilityOf('a-value')).toBeNull();
    await expect(client.ping()).resolves.toBeUndefined();
  });

  it.each([
    ['a 404 of something else than the registry', answer(404, '<h1>default backend</h1>', 'text/html')],
    ['a wrong path in the URL of the registry', answer(404, '{"error_code":0,"message":"no resource /nonsense"}')],
    ['an empty 404', answer(404, '')],
    ['a 404 with a body of null', answer(404, 'null')],
    ['a server error', answer(500, '{"error_code":50001,"message":"store"}')],
    ['a proxy without its backend', answer(503, 'upstream')],
    ['a refused login', answer(401, '{"error_code":401,"message":"Unauthorized"}')],
    ['an answer of another kind', answer(200, '<h1>welcome</h1>', 'text/html')],
    ['an answer with another shape', answer(200, '{"version":"1.0"}')],
  ])('waits for the registry at %s', async (_what, listener) => {
    const client = await clientOf(listener);
    await expect(client.schemaById(5)).rejects.toThrow(DependencyUnavailable);
    await expect(client.ping()).rejects.toThrow(DependencyUnavailable);
  });

  it('waits for the registry when the connection is refused', async () => {
    const client = await clientOf(answer(200, '{}'));
    await new Promise((resolve) => server!.close(resolve));
    server = undefined;
    await expect(client.schemaById(5)).rejects.toThrow(/registry: .*ECONNREFUSED/);
  });

  it('gives up at its deadline when there is no answer', async () => {
    const client = await clientOf(() => undefined, 50);
    await expect(client.schemaById(5)).rejects.toThrow('no answer within 50 ms');
  });

  it('gives up at its deadline when the connection breaks in the middle of an answer', async () => {
    const client = await clientOf((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"schema":');
      setImmediate(() => response.destroy());
    }, 100);
    await expect(client.schemaById(5)).rejects.toThrow(DependencyUnavailable);
  });

  it('hands on why the registry refuses a schema', async () => {
    const client = await clientOf(answer(409, '{"error_code":409,"message":"incompatible: no default"}'));
    await expect(client.register('a-value', avroSchema('"string"'))).rejects.toThrow(RegistryRefused);
    await expect(client.register('a-value', avroSchema('"string"'))).rejects.toThrow('incompatible: no default');
  });

  it('logs in with each request', async () => {
    const seen: (string | undefined)[] = [];
    const client = await clientOf((request, response) => {
      seen.push(request.headers.authorization);
      answer(200, '{"id":7}')(request, response);
    });
    expect(await client.idOf('a-value', avroSchema('"string"'))).toBe(7);
    expect(seen).toEqual([`Basic ${Buffer.from('reader:pässword').toString('base64')}`]);
  });
});

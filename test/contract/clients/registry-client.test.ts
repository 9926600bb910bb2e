import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { afterEach, describe, expect, test } from 'vitest';
import { readSettings, type Settings } from '../../../services/runtime/config/settings.ts';
import { DependencyUnavailable } from '../../../services/runtime/errors.ts';
import { createRegistryClient } from '../../../services/runtime/registry/client.ts';
import { createCodec } from '../../../services/runtime/registry/codec.ts';
import { sharedStack } from '../../support/stack.ts';
import { changed } from './changed.ts';

const LIBRARY = '@kafkajs/confluent-schema-registry';
const HOST = '127.0.0.1';
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const settings = (): Settings['registry'] => readSettings(sharedStack().env, ['registry']).registry;

/** A server in front of the registry, or instead of it. */
const serve = async (answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> => {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  return `http://${HOST}:${(server.address() as AddressInfo).port}`;
};

/** An address where nothing listens any more. */
const refusingUrl = async (): Promise<string> => {
  const url = await serve(() => undefined);
  await new Promise((resolve) => servers.pop()!.close(resolve));
  return url;
};

describe(`${LIBRARY}: a refused connection`, () => {
  test('bare: looks like status 400, as if the registry had refused the question for good', async () => {
    const registry = new SchemaRegistry({ host: await refusingUrl() }, {});
    await expect(
      registry.getSchema(1),
      changed(LIBRARY, 'a refused connection has status 400', 'the error handling (registry/rest-client.ts)'),
    ).rejects.toMatchObject({ status: 400 });
  });

  test('behind services/runtime/registry: says that the registry is away, and why', async () => {
    const client = createRegistryClient({ ...settings(), url: await refusingUrl() });
    const failure = client.schemaById(1);
    await expect(failure).rejects.toThrow(DependencyUnavailable);
    await expect(failure).rejects.toThrow('ECONNREFUSED');
  });
});

describe(`${LIBRARY}: a registry that takes a question and never answers`, () => {
  test('bare: is waited for without end; behind services/runtime/registry: is given up', async () => {
    const { promise: asked, resolve: onAsked } = Promise.withResolvers<void>();
    const url = await serve(() => onAsked());
    let settled = false;
    const bare = new SchemaRegistry({ host: url }, {}).getSchema(1).finally(() => {
      settled = true;
    });
    bare.catch(() => undefined);
    await asked;
    // One after the other, so that the bare client has waited for several deadlines by then.
    for (let i = 0; i < 3; i += 1) {
      const client = createRegistryClient({ ...settings(), url, timeout_ms: 300 });
      await expect(client.schemaById(1)).rejects.toThrow('no answer within 300 ms');
    }
    expect(settled, changed(LIBRARY, 'it has no time-out', 'the deadline (registry/rest.ts)')).toBe(false);
  });
});

describe(`${LIBRARY}: an unknown schema id`, () => {
  const RECORDS = 5;
  const UNKNOWN = Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 1]);

  /** The registry of the stack behind a server that counts questions about schemas. */
  const countingUrl = async (): Promise<{ readonly url: string; readonly questions: () => number }> => {
    const target = new URL(settings().url);
    let questions = 0;
    const url = await serve(({ url: path = '/', method, headers }, response) => {
      questions += 1;
      const forwarded = request({ host: target.hostname, port: target.port, path, method, headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      });
      forwarded.end();
    });
    return { url: `${url}${target.pathname}`, questions: () => questions };
  };

  test('bare: is asked for again for every record', async () => {
    const { url, questions } = await countingUrl();
    const registry = new SchemaRegistry({ host: url }, {});
    for (let i = 0; i < RECORDS; i += 1) await expect(registry.decode(UNKNOWN)).rejects.toMatchObject({ status: 404 });
    expect(
      questions(),
      changed(LIBRARY, 'unknown ids are not remembered', 'the cache of refusals (registry/writer-schemas.ts)'),
    ).toBe(RECORDS);
  });

  test('behind services/runtime/registry: is asked for once', async () => {
    const { url, questions } = await countingUrl();
    const codec = createCodec({ registry: { ...settings(), url }, reads: ['raw.xapi'], writes: [] });
    for (let i = 0; i < RECORDS; i += 1) {
      await codec.load('raw.xapi', [UNKNOWN]);
      expect(codec.decode('raw.xapi', UNKNOWN)).toMatchObject({ ok: false, code: 'unknown_schema' });
    }
    expect(questions()).toBe(1);
  });
});

describe(`${LIBRARY}: values that name no schema`, () => {
  const SHORT = Buffer.from([0, 0, 1]);

  test('bare: null and three bytes throw errors that say nothing', async () => {
    const registry = new SchemaRegistry({ host: settings().url }, {});
    const message = changed(LIBRARY, 'such values are not told apart', 'the checks of frame and tombstone');
    await expect(registry.decode(null as unknown as Buffer), message).rejects.toThrow('Invalid buffer');
    await expect(registry.decode(SHORT), message).rejects.toThrow(RangeError);
  });

  test('behind services/runtime/registry: each has a code of its own', async () => {
    const codec = createCodec({ registry: settings(), reads: ['raw.xapi'], writes: [] });
    await codec.load('raw.xapi', [null, SHORT]);
    expect(codec.decode('raw.xapi', null)).toMatchObject({ ok: false, code: 'tombstone' });
    expect(codec.decode('raw.xapi', SHORT)).toMatchObject({ ok: false, code: 'too_short' });
  });
});

import type { Agent } from 'node:https';
import { createRequire } from 'node:module';
// Only the REST layer of the client: its codec decodes by promise and parses reader schemas anew for each record.
import type library from '@kafkajs/confluent-schema-registry/dist/api/index.js';

type Library = typeof library;
export type RestApi = ReturnType<Library['default']>;

/** By `require`, because loaders differ in what the default import of such a CommonJS module is. */
const { default: createApi } = createRequire(import.meta.url)(
  '@kafkajs/confluent-schema-registry/dist/api/index.js',
) as Library;

/** What comes back, good or bad, as the HTTP library underneath has it. */
export interface Answer {
  readonly status: () => number;
  /** The body, parsed when it is JSON. */
  readonly data: () => unknown;
  /** Why there was no answer, or null. The status is then 400 and means nothing. */
  readonly error: () => Error | null;
}

interface Middleware {
  readonly response: (next: () => Promise<Answer>) => Promise<Answer>;
}

/** The list of middleware factories, which the client keeps to itself. */
interface Internals {
  readonly _manifest: { readonly middleware: (() => Middleware)[] };
}

export interface RestClientOptions {
  readonly host: string;
  readonly clientId: string;
  readonly auth?: { readonly username: string; readonly password: string };
  readonly agent?: Agent;
}

/**
 * The client's REST layer with its error handling replaced: it drops the error code of the registry and the cause of a
 * failed connection, and a body of `null` crashes the process.
 * @param failed makes the error that a call rejects with
 * @throws Error when the client is of another version than the one this was written for
 */
export const createRestClient = (options: RestClientOptions, failed: (answer: unknown) => Error): RestApi => {
  // Whoever asks has a back-off of its own, so the client shall not retry.
  const api = createApi({ ...options, retry: { retries: 0 } });
  const { middleware } = (api as unknown as Internals)._manifest;
  const place = middleware.findIndex(({ name }) => name === 'errorMiddleware');
  if (place < 0) throw new Error('registry client: no error middleware to replace; it is of an unknown version');
  middleware[place] = () => ({
    response: async (next) => {
      try {
        return await next();
      } catch (answer) {
        throw failed(answer);
      }
    },
  });
  return api;
};

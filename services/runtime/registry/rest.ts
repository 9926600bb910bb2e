import { Agent } from 'node:https';
import { createRequire } from 'node:module';
// The client's REST layer, without its codec: that one decodes by promise, parses reader schemas anew for each record,
// and answers every failure the same way.
import type api from '@kafkajs/confluent-schema-registry/dist/api/index.js';
import type { z } from 'zod';
import type { RegistrySettings } from '../config/settings.ts';
import { DependencyUnavailable, SkillstreamError } from '../errors.ts';

type Library = typeof api;
export type RestApi = ReturnType<Library['default']>;

/** By `require`, because loaders differ in what the default import of such a CommonJS module is. */
const { default: createApi } = createRequire(import.meta.url)(
  '@kafkajs/confluent-schema-registry/dist/api/index.js',
) as Library;

/** The registry understood a question and says no: a schema is wrong, or breaks the compatibility of its subject. */
export class RegistryRefused extends SkillstreamError {
  constructor(message: string) {
    super('registry_refused', message);
  }
}

interface Answer {
  readonly data: () => unknown;
}

/** What the client throws for every answer but success, and for a connection that fails (as status 400). */
interface Failure {
  readonly status: number;
  readonly message: string;
}

const CLIENT_ID = 'skillstream';
/** Where an answer is not JSON with a message, and where there is no answer at all, the client says this instead. */
const NOT_FROM_REGISTRY = `${CLIENT_ID} - Error, status `;
const PREFIX = `${CLIENT_ID} - `;
const REFUSALS = new Set([409, 422]);

/** The registry's REST API with a deadline, and with failures told apart. */
export interface Rest {
  /**
   * Asks one question.
   * @returns null when the registry knows no such thing
   * @throws DependencyUnavailable when there is no answer in time, or one that is not the registry's
   * @throws RegistryRefused
   */
  readonly ask: <T>(
    shape: z.ZodType<T>,
    question: (api: RestApi, options: { readonly signal: AbortSignal }) => Promise<Answer>,
  ) => Promise<T | null>;
}

export const createRest = ({ url, username, password, ca, timeout_ms }: RegistrySettings): Rest => {
  const api = createApi({
    host: url,
    clientId: CLIENT_ID,
    // Whoever asks has a back-off of its own.
    retry: { retries: 0 },
    ...(username === undefined ? {} : { auth: { username, password: password ?? '' } }),
    ...(ca === undefined ? {} : { agent: new Agent({ ca }) }),
  });

  return {
    ask: async (shape, question) => {
      const answer = await withDeadline(timeout_ms, (signal) => question(api, { signal })).catch(classify);
      if (answer === null) return null;
      const result = shape.safeParse(answer.data());
      if (!result.success) throw new DependencyUnavailable('registry', 'the answer is not one of a schema registry');
      return result.data;
    },
  };
};

/**
 * The client has no time-out of its own, and its promise stays open for ever when the connection breaks in the middle of
 * an answer; so the deadline both cancels the request and settles the promise.
 */
const withDeadline = async <T>(timeout_ms: number, question: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const controller = new AbortController();
  const { promise: deadline, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new DependencyUnavailable('registry', `no answer within ${timeout_ms} ms`));
    controller.abort();
  }, timeout_ms);
  try {
    return await Promise.race([question(controller.signal), deadline]);
  } finally {
    clearTimeout(timer);
  }
};

/** Only an answer that the registry itself gave says that something does not exist: a proxy's 404 says nothing. */
const classify = (error: unknown): null => {
  if (error instanceof DependencyUnavailable) throw error;
  const { status, message } = error as Failure;
  const said = String(message);
  if (said.startsWith(NOT_FROM_REGISTRY) || !said.startsWith(PREFIX)) {
    throw new DependencyUnavailable('registry', said.replace(PREFIX, '').slice(0, 200), error);
  }
  if (status === 404) return null;
  if (REFUSALS.has(status)) throw new RegistryRefused(said.slice(PREFIX.length));
  throw new DependencyUnavailable('registry', `status ${status}: ${said.slice(PREFIX.length)}`, error);
};

import { Agent } from 'node:https';
import { z } from 'zod';
import type { RegistrySettings } from '../config/settings.ts';
import { DependencyUnavailable, SkillstreamError } from '../errors.ts';
import { type Answer, createRestClient, type RestApi } from './rest-client.ts';

/** The registry understood a question and says no: a schema is wrong, or breaks the compatibility of its subject. */
export class RegistryRefused extends SkillstreamError {
  constructor(message: string) {
    super('registry_refused', message);
  }
}

/** The registry knows no such schema, subject or version. */
class NotFound extends Error {}

/** The body of every failure that a registry itself tells. */
const Complaint = z.object({ error_code: z.number(), message: z.string() });

/** Five digits: 40401 subject, 40402 version, 40403 schema. A path that the server does not have is 404, or 0, or HTML. */
const isNotFound = (error_code: number): boolean => error_code >= 40_400 && error_code < 40_500;

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
  const api = createRestClient(
    {
      host: url,
      clientId: 'skillstream',
      ...(username === undefined ? {} : { auth: { username, password: password ?? '' } }),
      ...(ca === undefined ? {} : { agent: new Agent({ ca }) }),
    },
    explain,
  );

  return {
    ask: async (shape, question) => {
      const answer = await withDeadline(timeout_ms, (signal) => question(api, { signal })).catch(nullWhenNotFound);
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

/** Only the registry itself can say that something does not exist, or is wrong: a proxy's 404 says nothing. */
const explain = (failure: unknown): Error => {
  const answer = failure as Partial<Answer>;
  const broken = failure instanceof Error ? failure : answer.error?.();
  if (broken) return new DependencyUnavailable('registry', broken.message, broken);
  const status = answer.status?.() ?? 0;
  const complaint = Complaint.safeParse(answer.data?.());
  if (!complaint.success) {
    return new DependencyUnavailable('registry', `status ${status} from something that is no schema registry`);
  }
  const { error_code, message } = complaint.data;
  if (isNotFound(error_code)) return new NotFound(message);
  if (status === 409 || status === 422) return new RegistryRefused(message);
  return new DependencyUnavailable('registry', `status ${status}, error code ${error_code}: ${message}`);
};

const nullWhenNotFound = (error: unknown): null => {
  if (error instanceof NotFound) return null;
  throw error;
};

import type { Type } from 'avsc';
import { LRUCache } from 'lru-cache';
import { DependencyUnavailable } from '../errors.ts';
import { compile } from './avro-types.ts';
import type { RegistryClient, StoredSchema } from './client.ts';
import { QUESTIONS_AT_ONCE_MAX } from './in-turns.ts';

/** Why the values of a writer schema are refused. */
export interface Refusal {
  readonly code: 'unknown_schema' | 'wrong_subject' | 'undecodable';
  readonly reason: string;
}

/** How values of one writer schema are read; `resolver` is absent when the writer schema is the reader schema. */
export interface Reading {
  readonly resolver: ReturnType<Type['createResolver']> | undefined;
  readonly writer: Type;
}

interface Known {
  readonly verdict: Reading | Refusal;
  readonly asked_at_ms: number;
  /** About how much memory the verdict takes. */
  readonly bytes: number;
}

export const isRefusal = (verdict: Reading | Refusal): verdict is Refusal => 'code' in verdict;

/**
 * Far more schemas than a topic ever has, so that a flood of made-up ids bounds memory and pushes out no good one soon: some
 * 250,000 refusals, or the schemas that have so much text, which takes about ten times as much when it is compiled.
 */
const KNOWN_BYTES_MAX = 64 * 1024 * 1024;
const ENTRY_BYTES = 200;
const COMPILED_SHARE = 10;
/** Ours have 20 KB at most. */
const SCHEMA_CHARS_MAX = 256 * 1024;
/** Errors of the schema parser may quote the schema. */
const REASON_CHARS_MAX = 300;
/** A refusal is doubted after this long: the schema may have been registered meanwhile. */
const REFUSAL_LIFE_MS = 30_000;

/** What is known of the writer schemas of one topic. */
export interface WriterSchemas {
  /**
   * Makes sure that `verdictOf` knows these ids, for as long as not very many others have been learnt.
   * @throws DependencyUnavailable
   */
  readonly learn: (ids: ReadonlySet<number>) => Promise<void>;
  readonly verdictOf: (id: number) => Reading | Refusal | undefined;
}

/**
 * @param deadline_ms how long one call of `learn` may take, however many ids are new
 * @param now_ms a clock that never goes back
 */
export const createWriterSchemas = (
  reader: Type,
  subject: string,
  client: Pick<RegistryClient, 'schemaById' | 'idOf'>,
  deadline_ms: number,
  now_ms: () => number,
): WriterSchemas => {
  const known = new LRUCache<number, Known>({
    maxSize: KNOWN_BYTES_MAX,
    sizeCalculation: ({ bytes }) => ENTRY_BYTES + bytes,
  });
  const asking = new Map<number, Promise<void>>();

  const isFresh = (id: number): boolean => {
    const entry = known.get(id);
    return entry !== undefined && (!isRefusal(entry.verdict) || now_ms() - entry.asked_at_ms < REFUSAL_LIFE_MS);
  };

  const ask = async (id: number): Promise<void> => {
    const asked_at_ms = now_ms();
    known.set(id, { ...(await judge(id, reader, subject, client)), asked_at_ms });
  };

  /** Partitions handled side by side often meet a new schema at the same time; one question is enough. */
  const askOnce = (id: number): Promise<void> => {
    const pending = asking.get(id);
    if (pending !== undefined) return pending;
    const question = ask(id).finally(() => asking.delete(id));
    asking.set(id, question);
    return question;
  };

  return {
    learn: async (ids) => {
      const missing = [...ids].filter((id) => !isFresh(id));
      const give_up_at_ms = now_ms() + deadline_ms;
      while (missing.length > 0) {
        if (now_ms() > give_up_at_ms)
          throw new DependencyUnavailable('registry', 'too slow for the schemas of a chunk');
        await Promise.all(missing.splice(0, QUESTIONS_AT_ONCE_MAX).map(askOnce));
      }
    },
    verdictOf: (id) => known.peek(id)?.verdict,
  };
};

type Judged = Pick<Known, 'verdict' | 'bytes'>;

const refuse = (code: Refusal['code'], reason: string): Judged => {
  const cut = reason.slice(0, REASON_CHARS_MAX);
  return { verdict: { code, reason: cut }, bytes: cut.length };
};

const judge = async (
  id: number,
  reader: Type,
  subject: string,
  client: Pick<RegistryClient, 'schemaById' | 'idOf'>,
): Promise<Judged> => {
  const stored = await client.schemaById(id);
  if (stored === null) return refuse('unknown_schema', `no schema with id ${id}`);
  if (stored.schema.length > SCHEMA_CHARS_MAX) return refuse('undecodable', `schema ${id} is too long to be read`);
  if ((await client.idOf(subject, stored)) === null) {
    return refuse('wrong_subject', `schema ${id} is not registered under ${subject}`);
  }
  return read(id, reader, stored);
};

const read = (id: number, reader: Type, stored: StoredSchema): Judged => {
  if (stored.schemaType !== 'AVRO' || stored.references.length > 0) {
    return refuse('undecodable', `schema ${id} is not an Avro schema complete in itself`);
  }
  try {
    const writer = compile(stored.schema);
    const resolver = reader.equals(writer) ? undefined : reader.createResolver(writer);
    return { verdict: { writer, resolver }, bytes: stored.schema.length * COMPILED_SHARE };
  } catch (error) {
    return refuse('undecodable', `schema ${id} does not resolve: ${(error as Error).message}`);
  }
};

import { registeredText } from '../../../schemas/index.ts';
import type { XapiStatement } from '../../../schemas/types.generated.ts';
import { DependencyUnavailable } from '../../../services/runtime/errors.ts';
import { avroSchema, type RegistryClient, type StoredSchema } from '../../../services/runtime/registry/client.ts';
import { type Codec, createCodec } from '../../../services/runtime/registry/codec.ts';

/** A registry in memory that counts what it is asked. */
export class FakeRegistry {
  readonly schemas = new Map<number, StoredSchema>();
  readonly subjects = new Map<string, Set<number>>();
  readonly asked: string[] = [];
  away = false;

  add(id: number, subject: string, text: string): void {
    this.schemas.set(id, avroSchema(text));
    this.subjects.set(subject, (this.subjects.get(subject) ?? new Set()).add(id));
  }

  readonly client = {
    schemaById: async (id: number) => {
      this.#ask(`id ${id}`);
      return this.schemas.get(id) ?? null;
    },
    idOf: async (subject: string, schema: StoredSchema) => {
      this.#ask(`subject ${subject}`);
      const ids = [...(this.subjects.get(subject) ?? [])];
      return ids.find((id) => this.schemas.get(id)!.schema === schema.schema) ?? null;
    },
    ping: async () => this.#ask('ping'),
  } as unknown as RegistryClient;

  #ask(question: string): void {
    this.asked.push(question);
    if (this.away) throw new DependencyUnavailable('registry', 'away');
  }
}

export const XAPI = registeredText('raw/raw.xapi.avsc');
export const HRIS = registeredText('raw/raw.hris.avsc');
export const LINK = registeredText('identity/identity.link.avsc');

export const statement: XapiStatement = {
  source: 'lms',
  received_at: 1_700_000_000_000,
  statement: '{"id":"ä€𝄞"}',
};

/** A codec that has started, on a registry that has its schemas, with a clock to set. */
export interface CodecFixture {
  readonly registry: FakeRegistry;
  readonly codec: Codec;
  readonly clock: { now_ms: number };
  readonly decodeXapi: (value: Buffer | null) => Promise<ReturnType<Codec['decode']>>;
}

export const createFixture = async (): Promise<CodecFixture> => {
  const registry = new FakeRegistry();
  registry.add(1, 'raw.xapi-value', XAPI);
  registry.add(2, 'raw.hris-value', HRIS);
  registry.add(3, 'identity.link-value', LINK);
  registry.add(4, 'ops.ledger-value', registeredText('ops/ops.ledger.avsc'));
  const clock = { now_ms: 0 };
  const codec = createCodec({
    registry: { url: 'http://registry', timeout_ms: 1000 },
    reads: ['raw.xapi', 'raw.hris', 'identity.link', 'ops.ledger'],
    writes: ['raw.xapi', 'raw.hris', 'identity.link', 'ops.ledger'],
    client: registry.client,
    now_ms: () => clock.now_ms,
  });
  await codec.start();
  registry.asked.length = 0;
  const decodeXapi = async (value: Buffer | null) => {
    await codec.load('raw.xapi', [value]);
    return codec.decode('raw.xapi', value);
  };
  return { registry, codec, clock, decodeXapi };
};

/** A value that names a schema. */
export const framed = (id: number, bytes: readonly number[] = []): Buffer => {
  const frame = Buffer.alloc(5);
  frame.writeInt32BE(id, 1);
  return Buffer.concat([frame, Buffer.from(bytes)]);
};

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Completion } from '../../schemas/types.generated.ts';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { DependencyUnavailable } from '../../services/runtime/errors.ts';
import {
  avroSchema,
  createRegistryClient,
  type RegistryClient,
  RegistryRefused,
} from '../../services/runtime/registry/client.ts';
import { type Codec, createCodec, SchemaNotRegistered } from '../../services/runtime/registry/codec.ts';
import { type Stack, startStack } from '../../tools/stack/index.ts';
import { applyTopology } from '../../tools/topology/apply.ts';
import { sharedStack } from '../support/stack.ts';

const record = (name: string, ...fields: object[]): string => JSON.stringify({ type: 'record', name, fields });
const statement = { source: 'lms', received_at: 1_700_000_000_000, statement: '{}' };

describe('the codec on a provisioned registry', () => {
  let codec: Codec;

  beforeAll(async () => {
    const settings = readSettings(sharedStack().env, ['kafka', 'registry']);
    await applyTopology(settings);
    codec = createCodec({
      registry: settings.registry,
      reads: ['raw.xapi', 'raw.enrollment', 'marketplace.completion'],
      writes: ['raw.xapi', 'marketplace.completion'],
    });
    await codec.start();
  });

  it('reads what it writes', async () => {
    const completion: Completion = {
      event_id: '8f0e1f3a-0000-5000-8000-000000000000',
      member_id: 'E1',
      known_as: null,
      assertion: 'asserted',
      course_id: 'https://lms.example/course/1',
      course_name: null,
      activity_type: null,
      activity_kind: null,
      learning_completed: true,
      completed_at: 1_700_000_000_000,
      success: null,
      score_event_id: 'score-1',
      duration: null,
      registration: null,
      waived_reason: null,
      statement_id: '8f0e1f3a-0000-4000-8000-000000000001',
      source: 'lms',
      rule: 'completed',
      mapping_version: '1.0.0',
      withdraws: null,
      voided_by: null,
      origin: { topic: 'raw.xapi', partition: 3, offset: 2 ** 40 },
    };
    const value = codec.encode('marketplace.completion', completion);
    await codec.load('marketplace.completion', [value]);
    expect(codec.decode('marketplace.completion', value)).toEqual({ ok: true, value: completion });
  });

  it('refuses the schema of another topic, and one that nobody registered', async () => {
    const elsewhere = codec.encode('raw.xapi', statement);
    const unknown = Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 1]);
    await codec.load('raw.enrollment', [elsewhere, unknown]);
    expect(codec.decode('raw.enrollment', elsewhere)).toMatchObject({ code: 'wrong_subject' });
    expect(codec.decode('raw.enrollment', unknown)).toMatchObject({ code: 'unknown_schema' });
  });
});

describe('a registry of its own', () => {
  let stack: Stack;
  let registry: RegistryClient;

  beforeAll(async () => {
    stack = await startStack({ only: ['registry'], security: 'tls' });
    const settings = readSettings(stack.env, ['registry']);
    registry = createRegistryClient({ ...settings.registry, timeout_ms: 2_000 });
  });
  afterAll(() => stack?.stop());

  it('is reached over TLS, with its certificate checked', async () => {
    const { registry: settings } = readSettings(stack.env, ['registry']);
    expect(settings.url).toMatch(/^https:/);
    await registry.ping();
    const { ca, ...distrustful } = settings;
    await expect(createRegistryClient(distrustful).ping()).rejects.toThrow(DependencyUnavailable);
  });

  it('lets no service start before it is provisioned', async () => {
    const codec = createCodec({ ...readSettings(stack.env, ['registry']), reads: [], writes: ['raw.xapi'] });
    await expect(codec.start()).rejects.toThrow(SchemaNotRegistered);
  });

  it('tells what is not there', async () => {
    expect(await registry.schemaById(4711)).toBeNull();
    expect(await registry.idOf('none-value', avroSchema(record('None')))).toBeNull();
    expect(await registry.versionsOf('none-value')).toEqual([]);
    expect(await registry.compatibilityOf('none-value')).toBeNull();
    expect(await registry.isCompatible('none-value', 1, avroSchema(record('None')))).toBe(true);
  });

  it('keeps versions, and refuses one that breaks its level', async () => {
    const first = record('Kept', { name: 'a', type: 'string' });
    const second = record('Kept', { name: 'a', type: 'string' }, { name: 'b', type: 'int', default: 0 });
    const breaking = record('Kept', { name: 'a', type: 'string' }, { name: 'c', type: 'int' });
    await registry.setCompatibility('kept-value', 'BACKWARD_TRANSITIVE');
    const id = await registry.register('kept-value', avroSchema(first));
    await registry.register('kept-value', avroSchema(second));
    expect(await registry.register('kept-value', avroSchema(first))).toBe(id);
    expect(await registry.schemaById(id)).toEqual(avroSchema(first));
    expect(await registry.versionsOf('kept-value')).toEqual([
      { version: 1, schema: first },
      { version: 2, schema: second },
    ]);
    expect(await registry.isCompatible('kept-value', 1, avroSchema(breaking))).toBe(false);
    await expect(registry.register('kept-value', avroSchema(breaking))).rejects.toThrow(RegistryRefused);
    await expect(registry.register('kept-value', avroSchema('{"type":"nonsense"}'))).rejects.toThrow(RegistryRefused);
  });

  it('that hangs, or is gone, is unavailable, and is there again afterwards', async () => {
    stack.registry.pause();
    try {
      await expect(registry.schemaById(1)).rejects.toThrow('no answer within 2000 ms');
    } finally {
      stack.registry.resume();
    }
    await stack.registry.kill();
    await expect(registry.schemaById(1)).rejects.toThrow(/^registry: .*ECONNREFUSED/);
    await stack.registry.start();
    await registry.ping();
  });
});

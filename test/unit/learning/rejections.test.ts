import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { mappingErrorCodes } from '../../../mappings/index.ts';
import { learningErrorCodes } from '../../../services/learning/error-codes.ts';
import { ENGINE_ERROR_CODES } from '../../../services/runtime/error-codes.ts';
import { createRunner, feed, feedText, statement } from './fixtures.ts';

const verdictOn = (text: string, source?: string) => feedText(createRunner(), text, source);

describe('a record that cannot be right', () => {
  it.each(['nobody', 'hr', ''])('comes from the source %j', (source) =>
    expect(feed(createRunner(), statement('finished'), source)).toMatchObject({
      kind: 'rejected',
      code: 'unknown_source',
      path: '$.source',
    }),
  );
  it.each(['', 'jane@corp.example', '{"actor":', '{"a":1}}', "{'a':1}", '\uFEFF{}', '[1,]', 'NaN'])(
    'holds %j, no JSON',
    (text) =>
      expect(verdictOn(text)).toEqual({ kind: 'rejected', code: 'not_json', reason: 'expected JSON text', path: '$' }),
  );
  it('says which requirement is broken, and where', () =>
    expect(feed(createRunner(), statement('finished', { result: { score: { raw: '90' } } }))).toEqual({
      kind: 'rejected',
      code: 'xapi_type',
      reason: 'expected a number (XAPI-00082)',
      path: '$.result.score.raw',
    }));
  it.each<[string, object]>([
    ['$.object.id', { object: { id: 'http://' } }],
    ['$.object.id', { object: { id: 'https://' } }],
    ['$.object.id', { object: { id: 'http:/' } }],
    ['$.object.id', { object: { id: 'urn:uuid:' } }],
    ['$.object.id', { object: { id: 'ispring://' } }],
    ['$.object.definition.type', { object: { id: 'x:1', definition: { type: 'http://' } } }],
    ['$.verb.id', { verb: { id: 'https:///finished' } }],
    ['$.actor.account.homePage', { actor: { account: { homePage: 'http://:80/', name: 'jane' } } }],
    ['$.actor.openid', { actor: { openid: 'https://?jane' } }],
    ['$.context.contextActivities.parent[0].id', { context: { contextActivities: { parent: [{ id: 'http://#' }] } } }],
    ['$.context.contextActivities.parent.id', { context: { contextActivities: { parent: { id: 'urn:isbn:' } } } }],
  ])('names nothing at %s', (path, given) =>
    expect(feed(createRunner(), statement('finished', given))).toMatchObject({ code: 'xapi_iri', path }),
  );
  it('has the nil UUID as its id, which all that send it would share', () =>
    expect(feed(createRunner(), statement('finished', { id: '00000000-0000-0000-0000-000000000000' }))).toMatchObject({
      code: 'xapi_uuid',
      path: '$.id',
    }));
  it.each(['http://', 'x:'])('is not refused for a link to read more such as %s', (moreInfo) =>
    expect(
      feed(createRunner(), statement('finished', { object: { id: 'x:1', definition: { moreInfo } } })),
    ).toMatchObject({
      kind: 'published',
    }),
  );
  it('is not answered with a crash, however deep it is nested', () => {
    const deep = (levels: number): string => ['{"a":'.repeat(levels), '1', '}'.repeat(levels)].join('');
    const nested = JSON.stringify(statement('finished')).replace(
      /}$/,
      `,"context":{"extensions":{"x:y":${deep(100_000)}}}}`,
    );
    expect(verdictOn(nested)).toMatchObject({ code: 'xapi_too_deep', path: '$.context.extensions' });
    expect(verdictOn('['.repeat(200_000))).toMatchObject({ code: 'not_json' });
  });
  it('keeps what the sender wrote out of the reason', () => {
    const verdict = feed(createRunner(), statement('finished', { 'jane.doe@corp.example': 1 }));
    expect(verdict.kind).toBe('rejected');
    expect(JSON.stringify(verdict)).not.toContain('jane');
  });
});

describe('the table of codes', () => {
  const folder = fileURLToPath(new URL('../../../services/learning/', import.meta.url));
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('error-codes.ts'))
    .map((path) => readFileSync(`${folder}${path}`, 'utf8'));

  it('has exactly the codes that the service gives', () => {
    const given = new Set(
      texts.flatMap((text) =>
        [...text.matchAll(/(?:fault\(|rejected\(|code: )\s*'([a-z0-9_]+)'/g)].map(([, code]) => code),
      ),
    );
    expect([...given].sort()).toEqual(Object.keys(learningErrorCodes).sort());
  });
  it('shares no code with the engine or the mappings', () => {
    const others = { ...ENGINE_ERROR_CODES, ...mappingErrorCodes };
    expect(Object.keys(learningErrorCodes).filter((code) => code in others)).toEqual([]);
  });
});

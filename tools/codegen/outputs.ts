import { renderDocument } from '../../mappings/documentation.ts';
import { readSchema } from '../../schemas/index.ts';
import { NEEDS } from '../../services/runtime/config/needs.ts';
import { SECTIONS, type SectionName } from '../../services/runtime/config/settings.ts';
import { renderTopicsDoc } from '../../topology/docs.ts';
import { topology } from '../../topology/topology.ts';
import { renderFixtures } from '../mappings/fixtures/document.ts';
import { renderAclScript, renderRedisUsers } from './access.ts';
import { renderEmbedded } from './embedded.ts';
import { renderErrorCodes } from './error-codes.ts';
import { renderEnvExample, renderSettingsDoc, type SettingsTables } from './settings.ts';
import { renderTypes } from './types.ts';

/** Parsed Avro schema of each topic that has one, in the order of the topology. */
const topicSchemas = (): ReadonlyMap<string, unknown> =>
  new Map(
    Object.entries(topology.topics).flatMap(([name, topic]) =>
      topic.schema === null ? [] : [[name, JSON.parse(readSchema(topic.schema)) as unknown] as const],
    ),
  );

/** Schemas of topics that keep what other topics carry, by their path below `schemas/`. */
const EMBEDDING = ['internal/learning.registration.avsc', 'internal/enrollment.journal.avsc'] as const;

/** Parsed schemas by the full name of their record. */
const roots = (): ReadonlyMap<string, unknown> =>
  new Map(
    [...topicSchemas().values()].map((schema) => {
      const { namespace, name } = schema as { readonly namespace: string; readonly name: string };
      return [`${namespace}.${name}`, schema];
    }),
  );

const settingsTables = (): SettingsTables => {
  const needs: [string, readonly SectionName[]][] = Object.entries(NEEDS);
  return {
    services: needs.length,
    sections: Object.entries(SECTIONS).map(([name, { title, variables }]) => ({
      title,
      variables,
      services: needs.flatMap(([service, sections]) => (sections.includes(name as SectionName) ? [service] : [])),
    })),
  };
};

/** Every generated file: its path from the root of the repository, and how to make its content. Deterministic. */
export const outputs: ReadonlyMap<string, () => string> = new Map([
  // Before the types, which are made from them.
  ...EMBEDDING.map((path): [string, () => string] => [
    `schemas/${path}`,
    () => renderEmbedded(JSON.parse(readSchema(path)), roots()),
  ]),
  ['schemas/types.generated.ts', () => renderTypes(topicSchemas())],
  ['docs/topics.md', () => renderTopicsDoc(topology)],
  ['deploy/kafka/acls.sh', renderAclScript],
  ['deploy/redis/users.redis', renderRedisUsers],
  ['.env.example', () => renderEnvExample(Object.values(SECTIONS))],
  ['docs/mappings.md', () => renderDocument()],
  ['docs/mapping-examples.md', renderFixtures],
  ['docs/error-codes.md', renderErrorCodes],
  ['docs/settings.md', () => renderSettingsDoc(settingsTables())],
]);

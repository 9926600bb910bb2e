import { z } from 'zod';
import type { RegistrySettings } from '../config/settings.ts';
import { createRest } from './rest.ts';

export { RegistryRefused } from './rest.ts';

const Reference = z.object({ name: z.string(), subject: z.string(), version: z.number() });
const StoredSchema = z.object({
  schema: z.string(),
  schemaType: z.string().default('AVRO'),
  references: z.array(Reference).default([]),
});
const Registered = z.object({ id: z.number() });
const Level = z.object({ compatibilityLevel: z.string() });
const Updated = z.object({ compatibility: z.string() });
const Version = z.object({ version: z.number(), schema: z.string() });
const Verdict = z.object({ is_compatible: z.boolean() });

/** One version of a subject; `schema` is its text. */
export type SchemaVersion = z.infer<typeof Version>;

/** A schema as the registry keeps it; `schema` is its text. */
export type StoredSchema = z.infer<typeof StoredSchema>;

/**
 * What the runtime and provisioning ask of a schema registry. All methods throw `DependencyUnavailable` when it cannot be
 * asked, those that change something also `RegistryRefused`.
 */
export interface RegistryClient {
  /** The schema with this id, or null. */
  readonly schemaById: (id: number) => Promise<StoredSchema | null>;
  /** The id of a schema under a subject, or null when it is not registered there. */
  readonly idOf: (subject: string, schema: StoredSchema) => Promise<number | null>;
  /** All versions of a subject, oldest first; empty for an unknown subject. */
  readonly versionsOf: (subject: string) => Promise<readonly SchemaVersion[]>;
  /** The compatibility level of a subject. Null where it has none of its own, unless the registry says which one holds then. */
  readonly compatibilityOf: (subject: string) => Promise<string | null>;
  readonly setCompatibility: (subject: string, level: string) => Promise<void>;
  /** Whether a schema may follow a version, as the registry sees it with the level that the subject has now. */
  readonly isCompatible: (subject: string, version: number, schema: StoredSchema) => Promise<boolean>;
  /** Registers a schema; returns its id, that of the present one when it is registered already. */
  readonly register: (subject: string, schema: StoredSchema) => Promise<number>;
  /** Resolves when the registry answers. */
  readonly ping: () => Promise<void>;
}

/** An Avro schema without references. */
export const avroSchema = (text: string): StoredSchema => ({ schema: text, schemaType: 'AVRO', references: [] });

/** Registries differ in whether they take the default type by name; leaving it out suits all of them. */
const bodyOf = ({ schema, schemaType, references }: StoredSchema): object => ({
  schema,
  ...(schemaType === 'AVRO' ? {} : { schemaType }),
  ...(references.length === 0 ? {} : { references }),
});

/** Connects on use. */
export const createRegistryClient = (settings: RegistrySettings): RegistryClient => {
  const { ask } = createRest(settings);

  const version = (subject: string, number: number | 'latest') =>
    ask(Version, (api, options) => api.Subject.version({ subject, version: number, ...options }));

  return {
    schemaById: (id) => ask(StoredSchema, (api, options) => api.Schema.find({ id, ...options })),

    idOf: async (subject, schema) => {
      const found = await ask(Registered, (api, options) =>
        api.Subject.registered({ subject, body: bodyOf(schema), ...options }),
      );
      return found?.id ?? null;
    },

    versionsOf: async (subject) => {
      const latest = await version(subject, 'latest');
      if (latest === null) return [];
      const numbers = Array.from({ length: latest.version - 1 }, (_, index) => index + 1);
      const earlier: SchemaVersion[] = [];
      for (const number of numbers) {
        // Numbers of deleted versions are left out.
        const found = await version(subject, number);
        if (found !== null) earlier.push(found);
      }
      return [...earlier, latest];
    },

    compatibilityOf: async (subject) => {
      const level = await ask(Level, (api, options) => api.Subject.config({ subject, ...options }));
      return level?.compatibilityLevel.toUpperCase() ?? null;
    },

    setCompatibility: async (subject, level) => {
      await ask(Updated, (api, options) =>
        api.Subject.updateConfig({ subject, body: { compatibility: level }, ...options }),
      );
    },

    isCompatible: async (subject, number, schema) => {
      const verdict = await ask(Verdict, (api, options) =>
        api.Subject.compatible({ subject, version: number, body: bodyOf(schema), ...options }),
      );
      // No such version: there is nothing that the schema could be incompatible with.
      return verdict?.is_compatible ?? true;
    },

    register: async (subject, schema) => {
      const registered = await ask(Registered, (api, options) =>
        api.Subject.register({ subject, body: bodyOf(schema), ...options }),
      );
      if (registered === null) throw new Error(`the registry knows no way to register ${subject}`);
      return registered.id;
    },

    ping: async () => {
      await ask(Level, (api, options) => api.Subject.config({ subject: 'skillstream-ping', ...options }));
    },
  };
};

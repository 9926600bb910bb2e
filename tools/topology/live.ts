import type { AclAdmin } from '../../services/runtime/kafka/acls.ts';
import type { TopicAdmin } from '../../services/runtime/kafka/admin.ts';
import { whyUnreadable } from '../../services/runtime/registry/avro-types.ts';
import { avroSchema, type RegistryClient } from '../../services/runtime/registry/client.ts';
import { inTurns } from '../../services/runtime/registry/in-turns.ts';
import type { Desired, DesiredSubject } from '../../topology/desired.ts';
import type { Live, LiveSubject } from '../../topology/plan.ts';

/**
 * What a cluster and a registry say about the topics and subjects that are wanted.
 * @throws DependencyUnavailable; AclsRefused
 */
export const readLive = async (
  desired: Desired,
  admin: TopicAdmin & AclAdmin,
  registry: RegistryClient,
): Promise<Live> => {
  const parts = [
    admin.describe([...desired.topics.keys()]),
    inTurns(desired.subjects, async ([name, subject]) => [name, await readSubject(name, subject, registry)] as const),
    desired.acls === undefined ? [] : admin.listAcls(),
  ] as const;
  // None may still run when another one has failed: the client would connect again, and keep the process from ending.
  await Promise.allSettled(parts);
  const [topics, subjects, acls] = await Promise.all(parts);
  return { topics, subjects: new Map(subjects), acls };
};

const readSubject = async (
  name: string,
  { text, compatibility: level }: DesiredSubject,
  registry: RegistryClient,
): Promise<LiveSubject> => {
  const [compatibility, id] = await Promise.all([
    registry.compatibilityOf(name),
    registry.idOf(name, avroSchema(text)),
  ]);
  const registered = id !== null;
  return {
    compatibility,
    registered,
    incompatible: registered ? null : await whyIncompatible(name, text, level, registry),
  };
};

/**
 * Both our own judgement and the registry's: its answer depends on the level that the subject has now, which may be laxer
 * than the one it is to have; and it may know of a difference that ours does not see.
 */
const whyIncompatible = async (
  name: string,
  text: string,
  level: string,
  registry: RegistryClient,
): Promise<string | null> => {
  for (const { version, schema } of await registry.versionsOf(name)) {
    const reason = whyUnreadable(text, schema);
    if (reason !== null) return `it breaks ${level} with version ${version} (${reason})`;
    if (!(await registry.isCompatible(name, version, avroSchema(text)))) {
      return `the registry finds it incompatible with version ${version}`;
    }
  }
  return null;
};

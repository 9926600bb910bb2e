import { createHmac } from 'node:crypto';
import { topology } from '../../../topology/topology.ts';
import type { SectionName, Settings } from '../config/settings.ts';

/** A process that uses settings: a service, or a tool by its name in the topology. */
export type User = string;

/** A setting that several processes must have equal, or results would be wrong. */
export interface SharedSetting {
  /** Name of the environment variable. */
  readonly name: string;
  readonly section: SectionName;
  /** Who compares it: whoever does something by it. */
  readonly users: readonly User[];
  /** Whether all users share it (`system`), or only the instances of each service. */
  readonly scope: 'system' | 'service';
  /** Whether only a keyed hash of a constant may be recorded, and nothing of it is shown. */
  readonly secret?: true;
  readonly read: (settings: Settings) => string;
}

const DAY_MS = 24 * 60 * 60_000;
const SERVICES = Object.keys(topology.services);

/** To share another setting, add a line. */
export const SHARED_SETTINGS: readonly SharedSetting[] = [
  // Another key makes other hashes of the same aliases: records of known people would be parked.
  {
    ...{ name: 'IDENTITY_KEY', section: 'identity', scope: 'system', secret: true },
    users: ['identity', 'learning', 'enrollment', 'credentials'],
    read: ({ identity }) => identity.key,
  },
  // Another key makes dead letters whose records the tool cannot send back.
  {
    ...{ name: 'DEAD_LETTER_KEY', section: 'dead_letters', scope: 'system', secret: true },
    users: [...SERVICES, 'dead-letters'],
    read: ({ dead_letters }) => dead_letters.key,
  },
  // Another policy gives every employee another member id.
  {
    ...{ name: 'MEMBER_ID_POLICY', section: 'identity', scope: 'system' },
    users: ['identity'],
    read: ({ identity }) => identity.member_id_policy,
  },
  // Two generations of a service side by side handle all input twice, and write the same state.
  {
    ...{ name: 'SERVICE_GENERATION', section: 'engine', scope: 'service' },
    users: SERVICES,
    read: ({ engine }) => engine.generation,
  },
  // A replay decides by it whether the claim of a dead letter still exists.
  {
    ...{ name: 'CLAIM_TTL_MS', section: 'engine', scope: 'system' },
    users: [...SERVICES, 'dead-letters'],
    read: ({ engine }) => String(engine.claim_ttl_ms),
  },
  // `learning` and `enrollment` set the deadlines, `resolution` tells from them how long a record has waited.
  {
    ...{ name: 'PARK_DEADLINE_MS', section: 'engine', scope: 'system' },
    users: ['learning', 'enrollment', 'resolution'],
    read: ({ engine }) => String(engine.park_deadline_ms),
  },
  // A registration must be remembered for longer than a statement of it can be voided, by whichever service.
  {
    ...{ name: 'VOIDING_WINDOW_DAYS', section: 'voiding', scope: 'system' },
    users: ['learning', 'voiding'],
    read: ({ voiding }) => String(voiding.window_ms / DAY_MS),
  },
  {
    ...{ name: 'REGISTRATION_WINDOW_DAYS', section: 'voiding', scope: 'system' },
    users: ['learning'],
    read: ({ voiding }) => String(voiding.registration_window_ms / DAY_MS),
  },
  {
    ...{ name: 'DRIFT_GRACE_MS', section: 'enrollment', scope: 'system' },
    users: ['enrollment'],
    read: ({ enrollment }) => String(enrollment.drift_grace_ms),
  },
];

/** What one process has a shared setting set to. */
export interface OwnSetting {
  readonly name: string;
  /** `system`, or the name of a service. */
  readonly scope: string;
  readonly secret: boolean;
  /** As it is recorded: of a secret its check value. */
  readonly value: string;
}

/** What a process has of a setting, as it is recorded. */
export const ownSetting = (
  { name, scope, secret, read }: SharedSetting,
  user: User,
  settings: Settings,
): OwnSetting => {
  const value = read(settings);
  return {
    name,
    scope: scope === 'system' ? scope : user,
    secret: secret === true,
    value: secret === true ? checkValueOf(name, value) : value,
  };
};

/**
 * The shared settings that a process uses, of those sections that it has read.
 * @param declared for tests
 */
export const ownSettings = (
  user: User,
  settings: Partial<Settings>,
  declared: readonly SharedSetting[] = SHARED_SETTINGS,
): readonly OwnSetting[] =>
  declared
    .filter(({ users, section }) => users.includes(user) && settings[section] !== undefined)
    .map((setting) => ownSetting(setting, user, settings as Settings));

/** Two secrets have the same check value exactly when they are equal; nothing of the secret can be read from it. */
const checkValueOf = (name: string, secret: string): string =>
  `hmac-sha256:${createHmac('sha256', secret).update(`skillstream shared setting ${name}`).digest('hex')}`;

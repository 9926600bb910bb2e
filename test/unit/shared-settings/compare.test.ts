import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SharedSettingRecord } from '../../../schemas/types.generated.ts';
import { readSettings } from '../../../services/runtime/config/settings.ts';
import { compare, keyOf, SharedSettingsDiffer } from '../../../services/runtime/shared-settings/compare.ts';
import { type OwnSetting, ownSettings, SHARED_SETTINGS } from '../../../services/runtime/shared-settings/declared.ts';
import { topology } from '../../../topology/topology.ts';

const KEY = 'a-key-that-only-tests-use-nowhere-else';
const NEEDED = {
  ...{ KAFKA_BROKERS: 'k:1', SCHEMA_REGISTRY_URL: 'http://r', REDIS_URL: 'redis://r' },
  ...{ IDENTITY_KEY: KEY, DEAD_LETTER_KEY: 'd'.repeat(64) },
};
const settingsOf = (environment: Readonly<Record<string, string>> = {}) => readSettings({ ...NEEDED, ...environment });

const recorded = (settings: readonly OwnSetting[]): ReadonlyMap<string, SharedSettingRecord> =>
  new Map(
    settings.map((own) => [
      keyOf(own),
      {
        ...{ scope: own.scope, setting: own.name, value: own.value },
        ...{ recorded_at: 0, recorded_by: 'learning', reason: '' },
      },
    ]),
  );

/** What an instance with other settings is told; null when it may start. */
const refusal = (user: string, environment: Readonly<Record<string, string>>, before = settingsOf()): string | null => {
  const { different } = compare(ownSettings(user, settingsOf(environment)), recorded(ownSettings(user, before)));
  return different.length === 0 ? null : new SharedSettingsDiffer(different).message;
};

describe('a shared setting', () => {
  test.each([
    ['identity', 'IDENTITY_KEY', `${KEY}-other`],
    ['learning', 'IDENTITY_KEY', `${KEY}-other`],
    ['enrollment', 'IDENTITY_KEY', `${KEY}-other`],
    ['credentials', 'IDENTITY_KEY', `${KEY}-other`],
    ['identity', 'MEMBER_ID_POLICY', 'pseudonym'],
    ['voiding', 'SERVICE_GENERATION', '2'],
    ['dead-letters', 'CLAIM_TTL_MS', '60000'],
    ['resolution', 'PARK_DEADLINE_MS', '1000'],
    ['learning', 'VOIDING_WINDOW_DAYS', '30'],
    ['voiding', 'VOIDING_WINDOW_DAYS', '30'],
    ['learning', 'REGISTRATION_WINDOW_DAYS', '500'],
    ['enrollment', 'DRIFT_GRACE_MS', '1'],
  ])('of %s, %s, that differs is refused by name', (user, name, value) => {
    const message = refusal(user, { [name]: value });
    expect(message).toContain(`  ${name} (one for `);
    expect(message).toContain('docs/runbooks.md#changing-a-shared-setting');
  });

  test('is compared by those alone that use it', () => {
    const other = { DRIFT_GRACE_MS: '1', MEMBER_ID_POLICY: 'pseudonym', IDENTITY_KEY: `${KEY}-other` };
    expect(refusal('voiding', other)).toBeNull();
  });

  test('that each service has for itself does not bind the others', () => {
    const before = recorded(ownSettings('voiding', settingsOf()));
    const { missing, different } = compare(ownSettings('profile', settingsOf({ SERVICE_GENERATION: '2' })), before);
    expect(different).toEqual([]);
    expect(missing.map(keyOf)).toEqual(['profile|SERVICE_GENERATION']);
  });

  test('is left out by a tool that has not read it', () => {
    const { engine } = settingsOf();
    expect(ownSettings('dead-letters', {})).toEqual([]);
    expect(ownSettings('dead-letters', { engine }).map(({ name }) => name)).toEqual(['CLAIM_TTL_MS']);
  });

  test('that is a secret appears nowhere: not its value, not its check value', () => {
    const key = fc.stringMatching(/^[\w-]{32,64}$/);
    fc.assert(
      fc.property(key, key, (mine, theirs) => {
        fc.pre(mine !== theirs);
        const before = settingsOf({ IDENTITY_KEY: theirs });
        const own = ownSettings('identity', settingsOf({ IDENTITY_KEY: mine }));
        const message = refusal('identity', { IDENTITY_KEY: mine }, before) ?? '';
        expect(message).toContain(
          'IDENTITY_KEY (one for the whole system) is not the one that was recorded 1970-01-01',
        );
        const check_values = [...own, ...ownSettings('identity', before)].filter(({ secret }) => secret);
        for (const text of [mine, theirs, ...check_values.map(({ value }) => value.split(':')[1]!)]) {
          expect(message).not.toContain(text);
        }
        expect(JSON.stringify([...recorded(own)])).not.toContain(mine);
      }),
    );
  });

  test('has users that exist', () => {
    const known = new Set([...Object.keys(topology.services), ...Object.keys(topology.tools), 'credentials']);
    const users = SHARED_SETTINGS.flatMap((setting) => setting.users);
    expect(users.filter((user) => !known.has(user))).toEqual([]);
  });
});

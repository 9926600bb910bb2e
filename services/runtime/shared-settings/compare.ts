import type { SharedSettingRecord } from '../../../schemas/types.generated.ts';
import { SkillstreamError } from '../errors.ts';
import type { OwnSetting } from './declared.ts';

/** What is recorded, by key. */
export type Recorded = ReadonlyMap<string, SharedSettingRecord>;

export const keyOf = ({ scope, name }: Pick<OwnSetting, 'scope' | 'name'>): string => `${scope}|${name}`;

/** A setting of this process, and what is recorded instead. */
export interface Difference {
  readonly own: OwnSetting;
  readonly recorded: SharedSettingRecord;
}

export interface Comparison {
  /** Recorded by nobody yet. */
  readonly missing: readonly OwnSetting[];
  readonly different: readonly Difference[];
}

/** Compares what a process has with what is recorded. Pure. */
export const compare = (own: readonly OwnSetting[], recorded: Recorded): Comparison => ({
  missing: own.filter((setting) => !recorded.has(keyOf(setting))),
  different: own.flatMap((setting) => {
    const found = recorded.get(keyOf(setting));
    return found === undefined || found.value === setting.value ? [] : [{ own: setting, recorded: found }];
  }),
});

const VALUE_LENGTH_MAX = 100;
const shown = (value: string): string => JSON.stringify(value.slice(0, VALUE_LENGTH_MAX));

const describe = ({ own: { name, scope, secret, value }, recorded }: Difference): string => {
  const since = `recorded ${new Date(recorded.recorded_at).toISOString()}`;
  const where = scope === 'system' ? 'one for the whole system' : `one for all instances of ${scope}`;
  const what = secret
    ? `is not the one that was ${since}`
    : `is ${shown(value)}; ${shown(recorded.value)} was ${since}`;
  return `  ${name} (${where}) ${what}`;
};

/**
 * This process has a setting that differs from what the others have. The message names the settings and says what to do; of
 * secrets it shows neither value nor check value.
 */
export class SharedSettingsDiffer extends SkillstreamError {
  readonly settings: readonly string[];

  constructor(different: readonly Difference[]) {
    super(
      'shared_settings_differ',
      [
        'settings that all instances must share differ from those recorded in ops.shared-setting:',
        ...different.map(describe),
        'Set what is recorded. To change it on purpose, stop all instances that use it, then run ' +
          '`npm run shared-settings -- adopt <setting>`; see docs/runbooks.md#changing-a-shared-setting.',
      ].join('\n'),
    );
    this.settings = different.map(({ own }) => own.name);
  }
}

/** Nobody has recorded a setting yet that this process may only compare. */
export class SharedSettingsMissing extends SkillstreamError {
  constructor(missing: readonly OwnSetting[]) {
    super(
      'shared_settings_missing',
      `${missing.map(({ name }) => name).join(', ')} cannot be compared with the services: ops.shared-setting records nothing. ` +
        'Start the services first; the first start records their settings.',
    );
  }
}

import { readSettings, type SectionName, type Settings } from '../../services/runtime/config/settings.ts';

/**
 * The settings of a command, from the environment. What they should not be is said on standard error.
 * @throws SettingsError
 */
export const readToolSettings = <S extends SectionName>(sections: readonly S[]): Pick<Settings, S> =>
  readSettings(process.env, sections, ({ variable, problem }) => {
    process.stderr.write(`warning: ${variable} ${problem}\n`);
  });

import { mappingsVersion } from '../../mappings/index.ts';
import { peopleFromSettings } from '../people/from-settings.ts';
import type { SettingsOf } from '../runtime/config/needs.ts';
import type { Logger } from '../runtime/log.ts';
import type { Service } from '../runtime/service.ts';
import { createIdentity } from './service.ts';

/** The service as its settings want it. @throws MappingError */
export const identityFromSettings = (settings: SettingsOf<'identity'>, log: Logger): Service => {
  const { key, member_id_policy } = settings.identity;
  const service = createIdentity({ ...peopleFromSettings(settings, log), secret: key, member_id_policy });
  return { ...service, mappings_version: mappingsVersion() };
};

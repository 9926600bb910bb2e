import { mappingsVersion } from '../../mappings/index.ts';
import { peopleFromSettings } from '../people/from-settings.ts';
import type { SettingsOf } from '../runtime/config/needs.ts';
import type { Logger } from '../runtime/log.ts';
import type { Service } from '../runtime/service.ts';
import { createEnrollment } from './service.ts';

/** The service as its settings want it. @throws MappingError */
export const enrollmentFromSettings = (settings: SettingsOf<'enrollment'>, log: Logger): Service => ({
  ...createEnrollment({ ...peopleFromSettings(settings, log), ...settings.enrollment }),
  mappings_version: mappingsVersion(),
});

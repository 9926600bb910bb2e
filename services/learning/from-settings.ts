import { mappingsVersion } from '../../mappings/index.ts';
import { peopleFromSettings } from '../people/from-settings.ts';
import type { SettingsOf } from '../runtime/config/needs.ts';
import type { Logger } from '../runtime/log.ts';
import type { Service } from '../runtime/service.ts';
import { createLearning } from './service.ts';

/** The service as its settings want it. @throws MappingError */
export const learningFromSettings = (settings: SettingsOf<'learning'>, log: Logger): Service => ({
  ...createLearning(peopleFromSettings(settings, log), settings.voiding),
  mappings_version: mappingsVersion(),
});

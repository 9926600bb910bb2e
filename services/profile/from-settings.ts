import { loadMappings, mappingsVersion } from '../../mappings/index.ts';
import type { Service } from '../runtime/service.ts';
import { createProfile } from './service.ts';

/** The profile service with the mappings of the repository. @throws MappingError */
export const profileFromSettings = (): Service => ({
  ...createProfile(loadMappings()),
  mappings_version: mappingsVersion(),
});

import { loadMappings, type Mappings } from '../../mappings/index.ts';
import type { Settings } from '../runtime/config/settings.ts';
import { createAliasHasher, type HashAlias } from './alias-hash.ts';

/** What every service needs that reads about people. */
export interface PeopleDeps {
  readonly mappings: Mappings;
  readonly hashAlias: HashAlias;
}

/**
 * Reads the mappings and takes the key of the alias hashes from the settings.
 * @throws MappingError listing every fault of the mapping files
 */
export const peopleFromSettings = ({ identity }: Pick<Settings, 'identity'>): PeopleDeps => ({
  mappings: loadMappings(),
  hashAlias: createAliasHasher(identity.key),
});

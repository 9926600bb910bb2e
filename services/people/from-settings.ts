import { loadMappings, type Mappings } from '../../mappings/index.ts';
import type { Settings } from '../runtime/config/settings.ts';
import type { Logger } from '../runtime/log.ts';
import { createAliasHasher, type HashAlias } from './alias-hash.ts';

/** What every service needs that reads about people. */
export interface PeopleDeps {
  readonly mappings: Mappings;
  readonly hashAlias: HashAlias;
}

/**
 * Reads the mappings, warns of deprecated rows in them, and takes the key of the alias hashes from the settings.
 * @throws MappingError listing every fault of the mapping files
 */
export const peopleFromSettings = ({ identity }: Pick<Settings, 'identity'>, log: Pick<Logger, 'warn'>): PeopleDeps => {
  const mappings = loadMappings();
  for (const deprecation of mappings.deprecations) log.warn({ ...deprecation }, 'deprecated row in a mapping');
  return { mappings, hashAlias: createAliasHasher(identity.key) };
};

import { type Check, object } from './check.ts';
import { identityIri } from './iri.ts';
import { languageMap } from './language.ts';

/** The one verb with a meaning of its own: Data 2.3.2. */
export const VOIDED = 'http://adlnet.gov/expapi/verbs/voided';

/** Data 2.4.3. */
export const verb: Check = object(
  'XAPI-00006',
  { id: identityIri('XAPI-00044'), display: languageMap('XAPI-00045') },
  { required: { id: 'XAPI-00044' } },
);

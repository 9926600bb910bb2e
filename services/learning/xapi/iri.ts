import { lacksParts } from '../../../mappings/iri-parts.ts';
import { type Check, formatted } from './check.ts';
import { fault } from './fault.ts';

const SCHEME = '[A-Za-z][A-Za-z0-9+.-]*:';
const ASCII_PATH = `A-Za-z0-9\\-._~!$&'()*+,;=:@/`;

/** Nearly all IRIs are of this kind, and it takes a third of the time. */
const PLAIN = new RegExp(`^${SCHEME}[${ASCII_PATH}?]*(?:#[${ASCII_PATH}?]*)?$`);

// RFC 3987 section 2.2. `run` reads a run of characters, escapes and pairs in one way only, so that no text takes more than
// linear time.
const UCSCHAR = '\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF';
const IPRIVATE = '\\uE000-\\uF8FF';
const SURROGATE_PAIR = '[\\uD800-\\uDBFF][\\uDC00-\\uDFFF]';
const run = (characters: string): string =>
  `[${characters}]*(?:(?:%[0-9A-Fa-f]{2}|${SURROGATE_PAIR})[${characters}]*)*`;
const USERINFO = run(`A-Za-z0-9\\-._~!$&'()*+,;=:${UCSCHAR}`);
/** The only place where brackets may stand. */
const IP_LITERAL_AUTHORITY = `(?://(?:${USERINFO}@)?\\[[0-9A-Fa-fvV.:]+\\](?::[0-9]*)?(?=[/?#]|$))?`;
const PATH = `${ASCII_PATH}${UCSCHAR}`;
const GENERAL = new RegExp(
  `^${SCHEME}${IP_LITERAL_AUTHORITY}${run(PATH)}(?:\\?${run(`${PATH}?${IPRIVATE}`)})?(?:#${run(`${PATH}?`)})?$`,
);

/**
 * Whether a text is an absolute IRI: a scheme, and only characters that IRIs have (RFC 3987). `//` is not needed: course ids
 * such as `course-v1:Org+Course+Run` are IRIs.
 */
export const isIri = (value: string): boolean => PLAIN.test(value) || GENERAL.test(value);

/**
 * Checks for an IRI or IRL, which differ in use, not in form; for a URI, too, since each IRI stands for one (RFC 3987 3.1). What is no
 * identity, such as a link to read more, is not looked at any closer.
 */
export const iri = (requirement: string | null): Check =>
  formatted(isIri, fault('xapi_iri', requirement, 'an IRI with a scheme'));

/** Checks for an IRI by which something is known: without the parts that its scheme demands, it would be known as all others. */
export const identityIri = (requirement: string | null): Check => {
  const form = iri(requirement);
  const incomplete = fault('xapi_iri', requirement, 'an IRI with the parts that its scheme demands, such as a host');
  return (value, edition) => form(value, edition) ?? (lacksParts(value as string) ? incomplete : null);
};

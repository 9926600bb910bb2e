import { isEmptyUuid } from '../../../mappings/iri-parts.ts';
import { isDuration } from '../../../mappings/transforms/iso8601.ts';
import { parseEmail } from '../../people/email.ts';
import { type Check, formatted } from './check.ts';
import { fault } from './fault.ts';

const UUID_CHARS = 36;
const HYPHEN = 45;
const HEX_DIGITS = new Uint8Array(128);
for (const digit of '0123456789abcdefABCDEF') HEX_DIGITS[digit.charCodeAt(0)] = 1;

/** The standard form is a must, a certain variant is not (Data 2.4.1 and 4.4). In half of the time of a regular expression. */
const isUuid = (value: string): boolean => {
  if (value.length !== UUID_CHARS) return false;
  for (let at = 0; at < UUID_CHARS; at++) {
    const code = value.charCodeAt(at);
    const isRight = at === 8 || at === 13 || at === 18 || at === 23 ? code === HYPHEN : HEX_DIGITS[code] === 1;
    if (!isRight) return false;
  }
  return true;
};

/** @param typeRequirement what a value breaks that is no text */
export const uuid = (requirement: string, typeRequirement = requirement): Check =>
  formatted(isUuid, fault('xapi_uuid', requirement, 'a UUID in standard string form'), typeRequirement);

const emptyUuid = fault('xapi_uuid', 'XAPI-00030', 'a UUID that is not nil');

/** A UUID by which a statement is known. All that send the nil UUID would send one statement (RFC 9562 5.9). */
export const identityUuid = (requirement: string, typeRequirement: string): Check => {
  const form = uuid(requirement, typeRequirement);
  return (value, edition) => form(value, edition) ?? (isEmptyUuid(value as string) ? emptyUuid : null);
};

const MAILTO = /^mailto:/i;

/** Data 2.4.2.3: "mailto:email address". */
export const mbox: Check = formatted(
  (value) => MAILTO.test(value) && parseEmail(value) !== null,
  fault('xapi_mbox', 'XAPI-00038', 'mailto: and an e-mail address'),
);

const SHA1 = /^[0-9a-f]{40}$/i;

/** Data 2.4.2.3: hex-encoded SHA-1 of a mailto IRI. */
export const mboxSha1sum: Check = formatted(
  (value) => SHA1.test(value),
  fault('xapi_mbox_sha1sum', 'XAPI-00039', '40 hex digits'),
);

// RFC 6838 section 4.2; parameters are left alone.
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*\s*(?:;.*)?$/i;

/** Data 2.4.11: Internet Media Type. */
export const mediaType: Check = formatted(
  (value) => MEDIA_TYPE.test(value),
  fault('xapi_media_type', 'XAPI-00105', 'an Internet media type'),
);

/** Data 4.6: ISO 8601:2004(E) 4.4.3.2, so designators, and weeks alone. */
export const duration: Check = formatted(
  isDuration,
  fault('xapi_duration', 'XAPI-00124', 'a duration of ISO 8601 with designators'),
);

// Semantic Versioning 2.0.0, 9 and 10, which take all that 1.0.0 took after the patch.
const IDENTIFIERS = String.raw`[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*`;

/** Data 2.4.10 and Communication 3.3: Semantic Versioning 1.0.0, or without the patch; IEEE 9274.1.1 4.2.4.3. */
const VERSION = new RegExp(String.raw`^[12]\.0(?:\.\d+(?:-${IDENTIFIERS})?(?:\+${IDENTIFIERS})?)?$`);

const wrongVersion = fault('xapi_version', 'XAPI-00101', '1.0.x or 2.0.x');

export const version: Check = formatted((value) => VERSION.test(value), wrongVersion);

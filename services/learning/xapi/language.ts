import { type Check, formatted, mapOf, text } from './check.ts';
import { fault } from './fault.ts';

// RFC 5646 section 2.1.
const ALPHANUM = '[a-z0-9]';
const LANGUAGE = '(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})';
const VARIANT = `(?:${ALPHANUM}{5,8}|[0-9]${ALPHANUM}{3})`;
const EXTENSION = `(?:[0-9a-wy-z](?:-${ALPHANUM}{2,8})+)`;
const PRIVATE_USE = `(?:x(?:-${ALPHANUM}{1,8})+)`;
const LANGTAG = `${LANGUAGE}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-${VARIANT})*(?:-${EXTENSION})*(?:-${PRIVATE_USE})?`;
const IRREGULAR =
  'en-gb-oed|i-ami|i-bnn|i-default|i-enochian|i-hak|i-klingon|i-lux|i-mingo|i-navajo|i-pwn|i-tao|i-tay|i-tsu|sgn-be-fr|sgn-be-nl|sgn-ch-de';
const TAG = new RegExp(`^(?:${LANGTAG}|${PRIVATE_USE}|${IRREGULAR})$`, 'i');

/** Section 2.2.5 and 2.2.6: no variant and no singleton twice; what follows x is private. */
const hasRepeats = (tag: string): boolean => {
  const subtags = tag
    .toLowerCase()
    .split(/-x(?:-|$)/, 1)[0]!
    .split('-');
  const firstSingleton = subtags.findIndex((subtag) => subtag.length === 1);
  const standard = firstSingleton < 0 ? subtags : subtags.slice(0, firstSingleton);
  const variants = standard.slice(1).filter((subtag) => subtag.length > 4 || /^\d.{3}$/.test(subtag));
  const singletons = subtags.filter((subtag) => subtag.length === 1);
  return new Set(variants).size < variants.length || new Set(singletons).size < singletons.length;
};

/** Statements use the same few tags over and over. Bounded in number and length, since senders choose the tags. */
const KNOWN_TAGS_MAX = 1000;
/** Section 4.4.1: nearly all tags fit. Private use may go on for megabytes. */
const KNOWN_TAG_CHARS_MAX = 35;
const knownTags = new Set<string>();

/** Whether a text is a well-formed language tag (RFC 5646 section 2.2.9, class "well-formed"). */
export const isLanguageTag = (tag: string): boolean => {
  if (knownTags.has(tag)) return true;
  if (!TAG.test(tag) || hasRepeats(tag)) return false;
  if (tag.length <= KNOWN_TAG_CHARS_MAX && knownTags.size < KNOWN_TAGS_MAX) knownTags.add(tag);
  return true;
};

const notTag = fault('xapi_language_tag', 'XAPI-00013', 'a language tag of RFC 5646');
const notMapKey = fault('xapi_language_tag', 'XAPI-00121', 'language tags of RFC 5646 as keys');

/** Data 2.4.6: a language tag. */
export const languageTag: Check = formatted(isLanguageTag, notTag, 'XAPI-00091');

/** Data 4.2: a language map. */
export const languageMap = (requirement: string | null): Check =>
  mapOf(requirement, (tag) => (isLanguageTag(tag) ? null : notMapKey), text('XAPI-00121'));

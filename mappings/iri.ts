import { holdsAddress } from './address-in-text.ts';
import { lacksParts } from './iri-parts.ts';
import { endsInNoValue } from './placeholder.ts';

const IRI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`\p{Cc}]+$/u;

/**
 * Whether a text is an absolute IRI (RFC 3987) with the parts that its scheme demands: `course-v1:A+B` is one, `www.example.com/x`
 * and `https://` are not.
 */
export const isIri = (text: string): boolean => IRI.test(text) && !lacksParts(text);

/** Schemes of addresses and accounts of people (RFC 6068, 7565, 3966), and user info in a web address (RFC 3986 3.2.1). */
const PERSONAL = /^(?:mailto:|acct:|tel:|https?:\/\/[^/?#]*@)/i;

/**
 * True for an absolute IRI that names a thing: no address of a person, none with one in it, nor with a user name or password, nor
 * one that ends in `undefined` or `null` in place of its own part.
 */
export const namesThing = (text: string): boolean =>
  isIri(text) && !PERSONAL.test(text) && !holdsAddress(text) && !endsInNoValue(text);

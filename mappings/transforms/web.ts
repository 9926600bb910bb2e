import { namesThing } from '../iri.ts';
import { isEmptyUuid } from '../iri-parts.ts';
import { Refusal, type Transform, textStep, withoutParameters } from './transform.ts';

const STRING = { name: 'string' } as const;
const NOT_A_THING = new Refusal('iri_form', 'no absolute IRI of a thing');
const NOT_HTTPS = new Refusal('url_form', 'no https URL with a host, without user info and addresses of persons');
const NOT_A_UUID = new Refusal('uuid_form', 'no UUID');

export const iri: Transform = {
  name: 'iri',
  summary:
    'An absolute IRI, as it is: a scheme, a colon, and the parts that the scheme demands, such as the host of `https:` and the UUID of `urn:uuid:`. Others need no `//`. One that is the address of a person (`mailto:`, `acct:`, `tel:`), or has an e-mail address or a user name in it, is refused: it would be published.',
  parameters: null,
  takes: 'string',
  gives: STRING,
  depends_on: [],
  examples: [
    { input: 'course-v1:FUN-MOOC+00002+session01', gives: { output: 'course-v1:FUN-MOOC+00002+session01' } },
    { input: 'https://lms.example/courses/7', gives: { output: 'https://lms.example/courses/7' } },
    { input: 'lms.example/courses/7', gives: { refusal: 'iri_form' } },
    { input: 'https://', gives: { refusal: 'iri_form' } },
    { input: 'urn:uuid:', gives: { refusal: 'iri_form' } },
    { input: 'mailto:ada@northwind.example', gives: { refusal: 'iri_form' } },
    { input: 'https://ada@lms.example/courses/7', gives: { refusal: 'iri_form' } },
    { input: 'https://lms.example/users/ada%40northwind.example/7', gives: { refusal: 'iri_form' } },
  ],
  compile: withoutParameters(() => textStep((text) => (namesThing(text) ? text : NOT_A_THING))),
};

/** Longer ones are cut or refused by readers and servers alike. */
const URL_CHARS_MAX = 2048;
/** With a host, and without user info: that would publish a secret, or pass one host off as another. */
const HTTPS_WITH_HOST = /^https:\/\/[^/?#@]+(?:[/?#]|$)/i;
/** Characters that do not show, or turn the direction of writing: the link would not be what it looks like. */
const UNSEEN = /\p{Cf}/u;

/** True for a URL that a reader can follow over https, that is what it looks like (RFC 3986, 3987), and that names no person. */
export const isHttpsUrl = (text: string): boolean => {
  if (text.length > URL_CHARS_MAX || !namesThing(text) || UNSEEN.test(text) || !HTTPS_WITH_HOST.test(text))
    return false;
  const url = URL.parse(text);
  return url !== null && !url.hostname.includes('..');
};

export const httpsUrl: Transform = {
  name: 'https_url',
  summary:
    'An https URL of up to 2,048 characters, as it is. Checked for its form, never fetched; one with an e-mail address, a user name or a password in it, or with characters that do not show, is refused.',
  parameters: null,
  takes: 'string',
  gives: STRING,
  depends_on: [],
  examples: [
    { input: 'https://lms.example/criteria/7', gives: { output: 'https://lms.example/criteria/7' } },
    { input: 'http://lms.example/criteria/7', gives: { refusal: 'url_form' } },
    { input: 'https://ada:secret@lms.example/7', gives: { refusal: 'url_form' } },
    { input: 'https://lms.example/7?user=ada@northwind.example', gives: { refusal: 'url_form' } },
  ],
  compile: withoutParameters(() => textStep((text) => (isHttpsUrl(text) ? text : NOT_HTTPS))),
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Nearly all UUIDs come in lower case, so they are not rewritten. */
const canonicalUuid = (text: string): string | undefined | Refusal => {
  const lower = UUID.test(text) ? text : text.toLowerCase();
  if (!UUID.test(lower)) return NOT_A_UUID;
  return isEmptyUuid(lower) ? undefined : lower;
};

export const uuid: Transform = {
  name: 'uuid',
  summary: 'A UUID in its usual form, in lower case (RFC 9562, section 4). The nil UUID counts as absent: it is no id.',
  parameters: null,
  takes: 'string',
  gives: STRING,
  depends_on: [],
  examples: [
    {
      input: 'EC531277-B57B-4C15-8D91-D292C5B2B8F7',
      gives: { output: 'ec531277-b57b-4c15-8d91-d292c5b2b8f7' },
    },
    { input: '00000000-0000-0000-0000-000000000000', gives: 'nothing' },
    { input: 'attempt-7', gives: { refusal: 'uuid_form' } },
  ],
  compile: withoutParameters(() => textStep(canonicalUuid)),
};

/** An at sign, as it is or percent-encoded, once or several times over: an address stands in a URL that stands in a URL. */
const AT = /@|%(?:25)*40/gi;
/** What ends, before the at sign, without a local part: `/@channel`, `?to=%40ada`. */
const NO_LOCAL_PART = /(?:^|[\s/@<>'"()[\]{}:;,?=&#]|%(?:25)*(?:2[0236CF]|3[A-F]|40))$/i;
/** Longer than any such escape is. */
const LOOK_BACK_CHARS = 32;
const LABEL = String.raw`(?:[\p{L}\p{N}_-]|%(?:25)*[89A-F][0-9A-F])+`;
const DOMAIN = new RegExp(String.raw`${LABEL}(?:\.${LABEL})+`, 'iuy');
/** Whatever may follow: an id goes on behind an address, `ada@northwind.example-2026`. */
const TOP_LEVEL = /^(?:\p{L}{2,}(?![\p{L}\p{N}])|xn--|.*%)/iu;
/** Endings of files that are no top-level domains: `badge@2x.png`. */
const FILE_ENDING = /\.(?:aspx?|css|docx?|gif|html?|jpe?g|js|json|mp[34]|pdf|php|png|pptx?|svg|txt|webp|xlsx?|xml)$/i;
/** Ids of parts of a course in Open edX have two at signs of their own, the second before a name that may have dots in it. */
const USAGE_KEY_PART = /(?:\+|%(?:25)*2B)(?:type|block)$/i;
const USAGE_KEY_SCHEME = /(?:block|asset)-v1(?::|%)/i;

/** What a local part does not go back over. */
const BEFORE_LOCAL_PART = /[\s/@<>'"()[\]{}:;,?=&#]/;

const hasTopLevel = (domain: string): boolean =>
  domain
    .replace(FILE_ENDING, '')
    .split('.')
    .some((label, i) => i > 0 && TOP_LEVEL.test(label));

const localPartStart = (text: string, from: number, to: number): number => {
  let start = to;
  while (start > from && !BEFORE_LOCAL_PART.test(text[start - 1]!)) start -= 1;
  return start;
};

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Takes time in proportion to the text. */
function* addressesIn(text: string): Generator<Span> {
  const isUsageKey = USAGE_KEY_SCHEME.test(text);
  let from = 0;
  for (const { 0: at, index } of text.matchAll(AT)) {
    const before = text.slice(Math.max(from, index - LOOK_BACK_CHARS), index);
    const behind = index + at.length;
    DOMAIN.lastIndex = behind;
    const domain = NO_LOCAL_PART.test(before) || (isUsageKey && USAGE_KEY_PART.test(before)) ? null : DOMAIN.exec(text);
    if (domain !== null && hasTopLevel(domain[0])) {
      yield { start: localPartStart(text, from, index), end: behind + domain[0].length };
    }
    from = behind;
  }
}

/**
 * Whether an e-mail address stands in a text, also as URLs write it: with an at sign, a local part before it, and behind it
 * a domain of two labels or more.
 */
export const holdsAddress = (text: string): boolean => addressesIn(text).next().done !== true;

/** A text with `…` in place of each e-mail address. */
export const hideAddresses = (text: string): string => {
  let shown = '';
  let from = 0;
  for (const { start, end } of addressesIn(text)) {
    shown += `${text.slice(from, start)}…`;
    from = end;
  }
  return shown + text.slice(from);
};

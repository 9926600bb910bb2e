const PART = String.raw`[^\s/@%<>'"()[\]{}:;,?=&]`;
/** An e-mail address within a text, also as URLs write it. Ids of Open edX hold an @, too, with no domain behind it. */
const ADDRESS = new RegExp(String.raw`${PART}+(?:@|%40)${PART}+\.${PART}*[^\s/@%<>'"()[\]{}:;,?=&.]`, 'gi');

/** A text that is printed for everybody, without e-mail addresses in it: systems put them into ids of courses and names of fields. */
export const withoutAddresses = (text: string): string => text.replaceAll(ADDRESS, '…');

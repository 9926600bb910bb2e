/** A letter, a digit, or a symbol such as an emoji. */
const SAYS_SOMETHING = /[\p{L}\p{N}\p{So}]/u;

/** Whether a text has nothing in it by which two things would differ: white space, punctuation, characters that do not show. */
export const isBlank = (text: string): boolean => !SAYS_SOMETHING.test(text);

/** Words that systems write where there is no value, in lower case. */
const NO_VALUE: ReadonlySet<string> = new Set([
  'null',
  '(null)',
  'nil',
  'none',
  'nan',
  'undefined',
  'unknown',
  'n/a',
  '#n/a',
  '#ref!',
  '#value!',
  '#name?',
  'not available',
  'not applicable',
  'not set',
  'tbd',
  'anonymous',
  'guest',
  '[object object]',
]);

const ZEROS = /^[0\-.]+$/;

/**
 * Whether a text in the place of an id of a person or thing is none: nothing that says something, zeros alone, the nil UUID, or
 * a word such as `N/A`. Everybody without an id would share it.
 */
export const isPlaceholder = (text: string): boolean => {
  const id = text.trim().toLowerCase();
  return isBlank(id) || ZEROS.test(id) || NO_VALUE.has(id);
};

/** What programs write for a value that is missing, at the end of an id that they put together. */
const ENDS_IN_NO_VALUE = /[/=:](?:null|undefined|NaN|\[object Object\]|%5Bobject%20Object%5D)\/?$/;
/** Parameters of a query that say which thing is meant, with nothing in them. */
const EMPTY_ID = /[?&](?:id|uuid|guid|key|code|course(?:[_-]?(?:id|key|code))?)=(?:%20|\+|null|undefined|NaN)*(?=&|$)/i;

/**
 * Whether an id was put together from a prefix and a value that is missing: `https://lms.example/courses/undefined`, also with a
 * query or fragment behind it, or `view.php?id=`. A fragment with a slash in it is the route of a web application, and may name
 * what the path does not.
 */
export const endsInNoValue = (id: string): boolean => {
  if (ENDS_IN_NO_VALUE.test(id)) return true;
  const fragment = id.indexOf('#');
  if (fragment >= 0 && id.includes('/', fragment)) return false;
  const named = fragment < 0 ? id : id.slice(0, fragment);
  const query = named.indexOf('?');
  if (query >= 0 && (EMPTY_ID.test(named) || ENDS_IN_NO_VALUE.test(named.slice(0, query)))) return true;
  return fragment >= 0 && ENDS_IN_NO_VALUE.test(named);
};

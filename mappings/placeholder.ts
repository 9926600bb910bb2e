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

/** Whether an id was put together from a prefix and a value that is missing: `https://lms.example/courses/undefined`. */
export const endsInNoValue = (id: string): boolean => ENDS_IN_NO_VALUE.test(id);

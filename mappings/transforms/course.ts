import { holdsAddress } from '../address-in-text.ts';
import { isIri, namesThing } from '../iri.ts';
import { lacksParts } from '../iri-parts.ts';
import { endsInNoValue, isPlaceholder } from '../placeholder.ts';
import type { SourcePolicy } from '../types.ts';
import { Refusal, type Transform, textStep, withoutParameters } from './transform.ts';

const NOT_A_COURSE = new Refusal('iri_form', 'contains the address of a person, or names nothing');
const EMPTY = new Refusal('field_missing', 'empty');

const withHttps = (iri: string): string => iri.replace(/^https?:/i, 'https:');

/** The id may be percent-encoded where it stands in an IRI; one that cannot be decoded stands for itself. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Whether the text in the place of a course's id is the id of none, or of a person. */
const namesNoCourse = (id: string): boolean =>
  isIri(id) ? !namesThing(id) : holdsAddress(id) || lacksParts(id) || isPlaceholder(id) || endsInNoValue(id);

/** What may stand behind an id in an IRI that it ends. */
const BEHIND_PATH = /[?#].*$/s;
const BEHIND_QUERY = /[#&].*$/s;

/**
 * What an IRI has in place of `{id}`, or nothing where it ends before that; null for one that is not made by the template. http or
 * https and the case of the part before make no difference here: with nothing behind it, none of them names a course.
 */
const idIn = (iri: string, template: string): string | null => {
  const [before = '', after = ''] = withHttps(template).split('{id}');
  const secured = withHttps(iri);
  const stem = before.replace(/[/:=]+$/, '');
  if (secured.slice(0, stem.length).toLowerCase() !== stem.toLowerCase()) return null;
  const rest = secured.slice(stem.length);
  if (rest === '' || rest.startsWith('#')) return '';
  if (!secured.startsWith(before.slice(stem.length), stem.length)) return null;
  const id = secured.slice(before.length);
  if (after !== '') return id.includes(after) ? id.slice(0, id.indexOf(after)) : null;
  return id.replace(before.includes('?') ? BEHIND_QUERY : BEHIND_PATH, '').replace(/\/$/, '');
};

const isEmptyTemplate = (iri: string, template: string): boolean => {
  const id = idIn(iri, template);
  return id !== null && namesNoCourse(decoded(id));
};

/** What stands in place of `{id}`, if that is an IRI itself. */
const unwrapped = (iri: string, template: string): string => {
  const [before = '', after = ''] = template.split('{id}');
  if (!iri.startsWith(before) || !iri.endsWith(after) || iri.length <= before.length + after.length) return iri;
  const id = decoded(iri.slice(before.length, iri.length - after.length));
  return namesThing(id) ? id : iri;
};

/** The one IRI by which a course is known that its source names in several ways. */
const canonical = (iri: string, { course_iri, same_course }: SourcePolicy): string => {
  const hasScheme = same_course.includes('scheme');
  const secured = hasScheme ? withHttps(iri) : iri;
  const bare = same_course.includes('slash') ? secured.replace(/(?<=[^/:])\/$/, '') : secured;
  if (course_iri === null || !same_course.includes('wrapped')) return bare;
  return unwrapped(bare, hasScheme ? withHttps(course_iri) : course_iri);
};

const OPEN_EDX = {
  course_iri: 'https://openedx.example/course/{id}',
  same_course: ['scheme', 'slash', 'wrapped'],
} as const;

export const courseIri: Transform = {
  name: 'course_iri',
  summary:
    'Id of a course as an IRI: a local id in the `course_iri` of the source; an IRI as it is, but for what `same_course` of the source says means nothing. So enrollments and completions name a course alike. What names nothing is refused: an IRI without a host, the `course_iri` with no id in it, a word such as `N/A` or `null`.',
  parameters: null,
  takes: 'string',
  gives: { name: 'string' },
  depends_on: ['sources.csv'],
  examples: [
    { input: 'https://lms.example/courses/7', gives: { output: 'https://lms.example/courses/7' } },
    {
      source: { course_iri: 'https://lms.example/courses/{id}' },
      input: ' SEC 210 ',
      gives: { output: 'https://lms.example/courses/SEC%20210' },
    },
    { input: 'SEC-210', gives: { output: 'SEC-210' } },
    { input: ' ', gives: { refusal: 'field_missing' } },
    { input: 'N/A', gives: { refusal: 'iri_form' } },
    { input: 'https://', gives: { refusal: 'iri_form' } },
    { input: 'https://lms.example/courses/undefined', gives: { refusal: 'iri_form' } },
    { input: 'https://lms.example/course/view.php?id=', gives: { refusal: 'iri_form' } },
    {
      source: { course_iri: 'https://lms.example/courses/{id}' },
      input: 'https://lms.example/courses/',
      gives: { refusal: 'iri_form' },
    },
    { input: 'mailto:ada@northwind.example', gives: { refusal: 'iri_form' } },
    { input: 'https://lms.example/courses/7?user=ada@northwind.example', gives: { refusal: 'iri_form' } },
    { input: 'SEC-210-ada@northwind.example', gives: { refusal: 'iri_form' } },
    { input: 'http://lms.example/courses/7/', gives: { output: 'http://lms.example/courses/7/' } },
    {
      source: { same_course: ['scheme', 'slash'] },
      input: 'http://lms.example/courses/7/',
      gives: { output: 'https://lms.example/courses/7' },
    },
    { source: OPEN_EDX, input: 'course-v1:A+B+C', gives: { output: 'course-v1:A+B+C' } },
    { source: OPEN_EDX, input: 'http://openedx.example/course/course-v1:A+B+C', gives: { output: 'course-v1:A+B+C' } },
    {
      source: OPEN_EDX,
      input: 'https://openedx.example/course/course-v1%3AA%2BB%2BC/',
      gives: { output: 'course-v1:A+B+C' },
    },
    { source: OPEN_EDX, input: 'https://openedx.example/about', gives: { output: 'https://openedx.example/about' } },
  ],
  compile: withoutParameters(() =>
    textStep((text, { source }) => {
      const id = text.trim();
      if (id === '') return EMPTY;
      if (namesNoCourse(id)) return NOT_A_COURSE;
      if (source.course_iri !== null && isEmptyTemplate(id, source.course_iri)) return NOT_A_COURSE;
      if (isIri(id)) return canonical(id, source);
      if (source.course_iri === null) return id;
      return source.course_iri.replace('{id}', () => encodeURIComponent(id.toWellFormed()));
    }),
  ),
};

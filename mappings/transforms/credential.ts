import type { BadgeAward } from '../../schemas/types.generated.ts';
import { hideAddresses } from '../address-in-text.ts';
import { namesThing } from '../iri.ts';
import type { MappingContext } from '../types.ts';
import { badgeClassOf, objectIn } from './badge-class.ts';
import { inLanguage } from './text.ts';
import { momentOf } from './time.ts';
import { isObject, Refusal, type Transform, textStep } from './transform.ts';
import { isHttpsUrl } from './web.ts';

const NOT_A_LINK = new Refusal('url_form', 'no https URL with a host, without user info and addresses of persons');

const isPdf = (url: string): boolean => URL.parse(url)?.pathname.toLowerCase().endsWith('.pdf') === true;

export const certificateRef: Transform = {
  name: 'certificate_ref',
  summary:
    'Link to a certificate document: an https URL, checked for its form and never fetched, with the `certificate_retention_days` of the source. With the argument `pdf`, what is no link to a PDF counts as absent: for ids that may be one.',
  parameters: 'none, or `pdf`',
  takes: 'string',
  gives: { name: 'CertificateRef' },
  depends_on: ['sources.csv'],
  examples: [
    {
      source: { certificate_retention_days: 3650 },
      input: 'https://lms.example/certificates/7.pdf',
      gives: { output: { url: 'https://lms.example/certificates/7.pdf', retention_days: 3650 } },
    },
    { input: 'file:///certificates/7.pdf', gives: { refusal: 'url_form' } },
    {
      arguments: ['pdf'],
      input: 'https://lms.example/certificates/7.pdf',
      gives: { output: { url: 'https://lms.example/certificates/7.pdf', retention_days: null } },
    },
    { arguments: ['pdf'], input: 'urn:lms:certificate:7', gives: 'nothing' },
  ],
  compile: (parameters) => {
    if (parameters.length > 1 || (parameters[0] ?? 'pdf') !== 'pdf') return { expected: 'no argument, or pdf' };
    const pdf_only = parameters.length === 1;
    return textStep((url, { source }) => {
      if (pdf_only && !(isHttpsUrl(url) && isPdf(url))) return undefined;
      return isHttpsUrl(url) ? { url, retention_days: source.certificate_retention_days } : NOT_A_LINK;
    });
  },
};

type Json = Readonly<Record<string, unknown>>;
const NONE: Json = {};

const NO_STATEMENT = new Refusal('field_type', 'no statement about a badge');
const NO_BADGE_ID = new Refusal('iri_form', 'no absolute IRI of a thing', '.object.id');

const linkOrNull = (value: unknown): string | null => (typeof value === 'string' && isHttpsUrl(value) ? value : null);

const publicText = (map: unknown, languages: readonly string[]): string | null | Refusal => {
  const text = inLanguage(map ?? NONE, languages);
  return typeof text === 'string' ? hideAddresses(text) : (text ?? null);
};

const issuedAt = (statement: Json, context: MappingContext): number | Refusal => {
  const time = statement['timestamp'] ?? statement['stored'];
  return typeof time === 'string' ? momentOf(time, context.source.default_offset_minutes) : context.received_at;
};

const award = (
  statement: unknown,
  context: MappingContext,
  languages: readonly string[],
): readonly BadgeAward[] | Refusal => {
  if (!isObject(statement) || !isObject(statement['object'])) return NO_STATEMENT;
  const activity = statement['object'];
  const definition = objectIn(activity, 'definition');
  const badge_class = badgeClassOf(statement);
  const badge_id = badge_class['@id'] ?? activity['id'];
  if (typeof badge_id !== 'string' || !namesThing(badge_id)) return NO_BADGE_ID;
  const name = publicText(definition['name'], languages);
  if (name instanceof Refusal) return name;
  const description = publicText(definition['description'], languages);
  if (description instanceof Refusal) return description;
  const issued_at = issuedAt(statement, context);
  if (issued_at instanceof Refusal) return issued_at;
  const links = { criteria_url: linkOrNull(badge_class['criteria']), image_url: linkOrNull(badge_class['image']) };
  return [{ badge_id, name, description, ...links, issued_at }];
};

export const badgeAward: Transform = {
  name: 'badge_award',
  summary:
    'The badge that a statement is about, with its metadata: id, criteria and image from the Open Badges `badgeclass` extension, else the id of the activity; name and description; when it was awarded. Links that are not https are left out.',
  parameters: 'language tags for name and description, the preferred one first',
  takes: 'json',
  gives: { name: 'BadgeAward[]' },
  depends_on: ['sources.csv'],
  examples: [
    {
      arguments: ['en'],
      input: {
        object: { id: 'https://lms.example/badges/7', definition: { name: { en: 'Data Hero' } } },
        timestamp: '2026-03-01T10:00:00Z',
      },
      gives: {
        output: [
          {
            badge_id: 'https://lms.example/badges/7',
            name: 'Data Hero',
            description: null,
            criteria_url: null,
            image_url: null,
            issued_at: Date.UTC(2026, 2, 1, 10),
          },
        ],
      },
    },
    { arguments: ['en'], input: { object: { id: 'badge 7' } }, gives: { refusal: 'iri_form' } },
  ],
  compile: (parameters) =>
    parameters.length > 0
      ? (statement, context) => award(statement, context, parameters)
      : { expected: 'one or more language tags' },
};

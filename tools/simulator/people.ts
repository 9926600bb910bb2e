import type { EmploymentKind } from '../../schemas/types.generated.ts';
import type { Random } from './random.ts';

/** Somebody who learns. All that varies in time is kept by `staff.ts`. */
export interface Person {
  readonly number: number;
  /** Of people whom HR never hears of: an id that stands in no HR record. */
  readonly employee_id: string;
  readonly employment_kind: Extract<EmploymentKind, 'employee' | 'contractor'>;
  readonly given_name: string;
  readonly family_name: string;
  /** Address in its canonical form. */
  readonly email: string;
  /** The same address as HR spells it. */
  readonly email_in_hr: string;
}

/** Their rows in `mappings/email-domains.csv` say what spellings are one mailbox; see `spelled` in `learner-names.ts`. */
const EMAIL_DOMAINS = { employee: 'northwind.example', contractor: 'contractor.example' } as const;

const GIVEN_NAMES = [
  'Ada',
  'Björn',
  'Chiara',
  'Dmitri',
  'Elif',
  'Fatima',
  'Grace',
  'Hiro',
  'Ingrid',
  'José',
  'Kwame',
  'Łucja',
];
const FAMILY_NAMES = [
  'Andersson',
  'Bianchi',
  'Çelik',
  'Diallo',
  'Eriksen',
  'Fischer',
  'García',
  'Haddad',
  'Ito',
  'Jansen',
];

const CONTRACTOR_SHARE = 0.15;
const SHOUTED_EMAIL_SHARE = 0.2;

const asciiLetters = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/ł/gi, 'l')
    .replace(/[^a-z]/gi, '')
    .toLowerCase();

const capitalised = (local_part: string): string =>
  local_part.replace(/(^|\.)([a-z])/g, (start) => start.toUpperCase());

/**
 * Makes up a person. No two numbers share an id or an address.
 * @param number from 0
 */
export const createPerson = (number: number, random: Random): Person => {
  const given_name = random.pick(GIVEN_NAMES);
  const family_name = random.pick(FAMILY_NAMES);
  const employment_kind = random.chance(CONTRACTOR_SHARE) ? 'contractor' : 'employee';
  const domain = EMAIL_DOMAINS[employment_kind];
  const local_part = `${asciiLetters(given_name)}.${asciiLetters(family_name)}${number}`;
  const hrSpelling = random.chance(SHOUTED_EMAIL_SHARE) ? capitalised(local_part) : local_part;
  return {
    number,
    employee_id: `${employment_kind === 'contractor' ? 'C' : 'E'}-${String(number).padStart(6, '0')}`,
    employment_kind,
    given_name,
    family_name,
    email: `${local_part}@${domain}`,
    email_in_hr: `${hrSpelling}@${domain}`,
  };
};

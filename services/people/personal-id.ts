import { holdsAddress } from '../../mappings/index.ts';

/** A day of birth as six digits, year or day first. */
const BIRTH = String.raw`(?:\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[1-7]\d|8[01]|9[01])|(?:0[1-9]|[1-7]\d)(?:0[1-9]|1[0-2])\d\d)`;

/**
 * National numbers in the ways in which they are written. Digits alone count only with a day of birth in them: most employee ids are
 * digits alone.
 */
const NATIONAL_NUMBERS = [
  String.raw`\d{3}-\d{2}-\d{4}`, // United States, SSN and ITIN
  String.raw`[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]`, // United Kingdom, National Insurance
  String.raw`\d{3}[ -]\d{3}[ -]\d{3}`, // Canada, SIN; Australia, TFN
  String.raw`\d{4}[ -]\d{4}[ -]\d{4}`, // India, Aadhaar; Japan, My Number
  String.raw`[A-Z]{5}\d{4}[A-Z]`, // India, PAN
  String.raw`\d{3}\.\d{3}\.\d{3}-\d{2}`, // Brazil, CPF
  String.raw`756\.?\d{4}\.?\d{4}\.?\d{2}`, // Switzerland, AHV
  String.raw`\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}`, // Belgium
  String.raw`\d{2} ?\d{6} ?[A-Z] ?\d{3}`, // Germany, pension insurance
  String.raw`\d{8}-?[A-Z]|[XYZ]-?\d{7}-?[A-Z]`, // Spain, DNI and NIE
  String.raw`[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]`, // Italy, codice fiscale
  String.raw`[12] \d{2} \d{2} \d{2} \d{3} \d{3}(?: \d{2})?`, // France, NIR
  String.raw`[A-Z]{4}\d{6}[HMX][A-Z]{5}[0-9A-Z]\d`, // Mexico, CURP
  String.raw`(?:\d\d)?${BIRTH}[-+]\d{4}`, // Sweden, Denmark
  String.raw`${BIRTH}[-+A-FU-Y]\d{3}[0-9A-Y]`, // Finland
  String.raw`${BIRTH}-[0-8]\d{6}`, // South Korea
  String.raw`\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]`, // China
];
const NATIONAL_NUMBER = new RegExp(`^(?:${NATIONAL_NUMBERS.join('|')})$`, 'i');

/** ITU-T E.123: with the prefix of a country. */
const PHONE = /^(?:tel:)?\+\d(?:[ ()./-]*\d){6,14}$/i;

/**
 * Whether an id says by itself who somebody is, to people who know nothing of this company: an e-mail address, a phone number, a national
 * number in the way in which it is written.
 */
export const isPersonalId = (id: string): boolean => holdsAddress(id) || PHONE.test(id) || NATIONAL_NUMBER.test(id);

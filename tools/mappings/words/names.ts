/**
 * Names of columns in HR and learning systems, in English, German, French and Spanish, by what they tell of a person. Data: a
 * pattern is tried on the lower-case words of a name, without accents: `FirstName` is `first name`.
 */

/** Columns that tell of somebody else than the person of the row. */
export const OTHER_PERSON =
  /\b(manager\w*|supervisor\w*|superior|approver|contact|emergency|spouse|dependent|beneficiary|assistant|referr\w*|creat\w+ by|modified by|updated by|instructor|teacher|trainer|vorgesetzt\w*|responsable|jefe)\b/;

export const GIVEN_NAME = [/\b(first|given|fore) ?name\d?\b/, /\bvorname\b/, /\bprenom\b/, /^nombres?$/];

export const FAMILY_NAME = [
  /\b(last|family|sur) ?name\d?\b/,
  /\b(nachname|familienname)\b/,
  /\bnom( de famille)?$/,
  /\bapellidos?\b/,
];

export const WHOLE_NAME = [
  /\b(full|display|legal|preferred|formatted|common) ?name\b/,
  /^((user|learner|student|employee|worker|person|participant|teilnehmer|name) )?name$/,
  /\bformatted legal name\b/,
  /^name formatted$/,
];

export const BIRTH = [/\b(birth\w*|born|dob)\b/, /\bgeburts\w*\b/, /\bnaissance\b/, /\bnacimiento\b/];

export const EMAIL = [/\be ?mails?( addresse?s?)?\b/, /\bmail\b/, /\bcourriel\b/, /\bcorreo\b/];

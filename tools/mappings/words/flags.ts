import { canonical, vocabulary } from './canonical.ts';

/**
 * Names of columns that say yes or no to whether somebody works there, or is on leave. Data: a pattern is tried on the lower-case
 * words of a name, without accents: `accountEnabled` is `account enabled`.
 */
export interface FlagName {
  readonly pattern: RegExp;
  /** What yes says; `asked`: something, and not enough. */
  readonly yes: 'there' | 'left' | 'asked';
  readonly no: 'there' | 'left' | 'asked';
  /** How much it says: a flag of the account says less than one of the employment. */
  readonly weight: number;
}

const flag = (words: string, yes: FlagName['yes'], no: FlagName['no'], weight: number): FlagName => ({
  pattern: new RegExp(`\\b(?:${words})\\b`),
  yes,
  no,
  weight,
});

const FLAGS: readonly FlagName[] = [
  flag(
    'terminated|leaver|left( company)?|departed|separated|former|ex employee|ausgeschieden|ausgetreten|parti|sorti|licencie|despedido|cesado|cessato',
    'left',
    'there',
    3,
  ),
  flag('active|employed|aktiv|beschaftigt|actif|activo|activa|attivo|ativo|ativa|en poste', 'there', 'left', 2),
  flag('current (employee|worker|staff)|currently employed', 'there', 'left', 2),
  flag('inactive|inaktiv|inactif|inactivo|inactiva|inattivo|inativo', 'asked', 'there', 2),
  flag('enabled|enable|aktiviert|habilitado|abilitato', 'there', 'asked', 1),
  flag('disabled|deactivated|deaktiviert|desactive|deshabilitado|disabilitato|revoked', 'asked', 'there', 1),
  flag(
    'suspended|suspendiert|suspendu|suspendido|sospeso|deleted|geloscht|supprime|eliminado|archived|archiviert|blocked|locked|gesperrt|bloqueado|retired|resigned|dismissed|deceased|dormant',
    'asked',
    'asked',
    0.5,
  ),
];

const NEGATION = /\b(?:not|non|no longer|un|nicht|kein|pas|never)\b/;

/** What yes and no say in a column of this name; undefined: nothing of who works there. */
export const flagOf = (name: string): FlagName | undefined => {
  const words = canonical(name);
  const found = FLAGS.find(({ pattern }) => pattern.test(words));
  if (found === undefined || !NEGATION.test(words)) return found;
  return { ...found, yes: found.no, no: found.yes };
};

const ON_LEAVE = /\b(?:on leave|leave of absence|loa|beurlaubt|en conge|de permiso|in aspettativa|furloughed)\b/;

/** Whether yes in a column of this name says that somebody is on leave; undefined: it says nothing of that. */
export const leaveFlagOf = (name: string): boolean | undefined => {
  const words = canonical(name);
  return ON_LEAVE.test(words) ? !NEGATION.test(words) : undefined;
};

const CONTRACTOR = /\b(?:contingent( worker)?|contractor|external|extern|externe|externo|freelancer?|non employee)\b/;

/** Whether a column of this name says yes or no to whether somebody is a contractor. */
export const isContractorFlag = (name: string): boolean =>
  CONTRACTOR.test(canonical(name)) && !/\bid\b/.test(canonical(name));

const YES = vocabulary('true, yes, y, 1, t, on, ja, j, wahr, oui, o, vrai, si, s, verdadero, sim, x');
const NO = vocabulary('false, no, n, 0, f, off, nein, falsch, non, faux, falso, nao');

/** What each yes stands against, so that a map names both where a sample has one. */
const PAIRS: readonly (readonly [string, string])[] = [
  ...[
    ['true', 'false'],
    ['yes', 'no'],
    ['y', 'n'],
    ['1', '0'],
    ['t', 'f'],
    ['on', 'off'],
    ['ja', 'nein'],
  ],
  ...[
    ['j', 'n'],
    ['oui', 'non'],
    ['o', 'n'],
    ['vrai', 'faux'],
    ['si', 'no'],
    ['s', 'n'],
    ['wahr', 'falsch'],
  ],
].map(([yes = '', no = '']) => [yes, no] as const);

export const truthOf = (word: string): boolean | undefined => {
  const plain = canonical(word);
  if (YES.has(plain)) return true;
  return NO.has(plain) ? false : undefined;
};

/** The words of a column that says yes or no, with those that stand against them; undefined where it says other things. */
export const truthWords = (words: readonly string[]): readonly string[] | undefined => {
  if (words.length === 0 || words.some((word) => truthOf(word) === undefined)) return undefined;
  const seen = new Set(words.map(canonical));
  const against = PAIRS.filter(([yes, no]) => seen.has(yes) !== seen.has(no) && words.length === 1).flatMap((pair) => [
    ...pair,
  ]);
  const [other] = against.filter((word) => !seen.has(word));
  return other === undefined ? words : [...words, other];
};

import { canonical, vocabulary } from './canonical.ts';

/**
 * Words by which HR systems say whether somebody works there, in English, German, French, Spanish, Italian and Portuguese. Data:
 * only what cannot be taken for anything else has a meaning; all else is asked.
 */
const THERE = vocabulary(
  'active, active employee, active assignment, employed, current, current employee, aktiv, beschäftigt, aktiver mitarbeiter, actif, en poste, en activité, activo, activa, empleado activo, attivo, in forza, ativo, ativa, in service',
);

const LEFT = vocabulary(
  'terminated, terminate, termed, termination, left, leaver, former, former employee, ex employee, no longer employed, separated, deceased, dismissed, departed, ausgeschieden, ausgetreten, ehemalig, ehemaliger mitarbeiter, verstorben, parti, sorti, licencié, décédé, ancien salarié, despedido, cesado, fallecido, ex empleado, cessato, dimesso, licenziato, desligado, demitido',
);

/** Words that say something of it, and not enough. */
const ASKED = vocabulary(
  'inactive, not active, non active, resigned, suspended, on leave, leave, leave of absence, loa, paid leave, unpaid leave, parental leave, maternity leave, sick leave, sabbatical, furloughed, furlough, laid off, pending, pending worker, pending termination, pending hire, pre hire, prehire, prestart, future, future hire, onboarding, offboarding, not started, new hire, hired, candidate, deleted, tobedeleted, to be deleted, disabled, deactivated, archived, blocked, locked, retired, dormant, notice period, garden leave, withdrawn, no show, rescinded, void, inaktiv, beurlaubt, elternzeit, freigestellt, gekündigt, ruhend, gesperrt, gelöscht, archiviert, rentner, inactif, suspendu, en congé, démissionnaire, retraité, désactivé, supprimé, inactivo, inactiva, suspendido, de baja, baja, jubilado, deshabilitado, eliminado, inattivo, sospeso, in aspettativa, pensionato, inativo, afastado, unterminated, enabled',
);

/** Words beside one with a meaning that do not change it. */
const BESIDE = vocabulary(
  'employee, worker, staff, user, account, member, payroll, eligible, assignment, status, voluntary, involuntary, mitarbeiter, salarié, empleado',
);

/** Words that turn the one behind them round, or leave it open. */
const TURNS = vocabulary('not, non, no, un, never, ex, pre, nicht, kein, pas, sin, sem, soon, until, was');

/** Letters of PeopleSoft, UKG and ADP: A is there, T has left; others are asked. Only in a column that has an A. */
const CODES: ReadonlyMap<string, Presence> = new Map([
  ['A', 'there'],
  ['T', 'left'],
]);

/** `asked`: a word that says something of it, and not enough; `unknown`: a word of no vocabulary. */
export type Presence = 'there' | 'left' | 'asked' | 'unknown';

const exact = (word: string): Presence => {
  if (THERE.has(word)) return 'there';
  if (LEFT.has(word)) return 'left';
  return ASKED.has(word) ? 'asked' : 'unknown';
};

/** What one word of a status says, whatever stands beside it in its column. */
export const presenceOf = (raw: string): Presence => {
  const word = canonical(raw);
  const whole = exact(word);
  if (whole !== 'unknown') return whole;
  const parts = word.split(' ');
  const told = new Set(parts.map(exact).filter((presence) => presence !== 'unknown'));
  if (told.size === 0) return 'unknown';
  const is_plain =
    parts.every((part) => exact(part) !== 'unknown' || BESIDE.has(part)) && !parts.some((part) => TURNS.has(part));
  const [only] = told;
  return told.size === 1 && is_plain ? only! : 'asked';
};

/** Whether the words of a column are letters that stand for a status. */
export const areStatusCodes = (words: readonly string[]): boolean =>
  words.includes('A') && words.every((word) => /^[A-Z]$/.test(word));

export const presenceOfCode = (letter: string): Presence => CODES.get(letter) ?? 'asked';

import { canonical, vocabulary } from './canonical.ts';

/** Words by which HR systems tell employees from contractors. Data: what may be both is asked. */
const EMPLOYEE = vocabulary(
  'employee, employees, emp, reg, regular, permanent, perm, full time, part time, fulltime, parttime, ft, pt, ftr, internal, staff, salaried, hourly, regular employee, permanent employee, festangestellt, unbefristet, vollzeit, teilzeit, angestellt, angestellter, angestellte, arbeitnehmer, mitarbeiter, cdi, salarié, temps plein, temps partiel, empleado, fijo, indefinido, plantilla, dipendente, tempo indeterminato, empregado',
);

const CONTRACTOR = vocabulary(
  'contractor, contractors, con, cwk, contingent, contingent worker, independent contractor, external, externals, extern, externe, externer, freelance, freelancer, vendor, supplier, agency, agency worker, subcontractor, outsourced, leiharbeiter, leiharbeit, zeitarbeit, freiberufler, prestataire, prestataire externe, intérimaire, contratista, autónomo, consulente esterno, esterno, prestador',
);

const ALUMNI = vocabulary(
  'alumni, alumnus, former, former employee, ex employee, ehemalig, ancien salarié, ex empleado',
);

const ASKED = vocabulary(
  'intern, interns, trainee, apprentice, temp, temporary, temporary employee, seasonal, casual, per diem, on call, volunteer, fixed term, contract, student, working student, co op, graduate, board member, director, nonworker, non worker, pending worker, pending, consultant, affiliate, academic affiliate, faculty, retiree, retired, partner, non employee, guest, service account, external user, praktikant, azubi, auszubildender, werkstudent, befristet, aushilfe, minijob, geschäftsführer, cdd, stagiaire, alternant, apprenti, bénévole, temporal, becario, eventual, prácticas, stagista, tirocinante, estagiário, terminated, inactive, furloughed',
);

const TURNS = vocabulary('not, non, no, ex, former, pre, pending, nicht, kein, future');

export type Employment = 'employee' | 'contractor' | 'alumni' | 'asked' | 'unknown';

const exact = (word: string): Employment => {
  if (EMPLOYEE.has(word)) return 'employee';
  if (CONTRACTOR.has(word)) return 'contractor';
  if (ALUMNI.has(word)) return 'alumni';
  return ASKED.has(word) ? 'asked' : 'unknown';
};

/** What kind of worker a word names. */
export const employmentOf = (raw: string): Employment => {
  const word = canonical(raw);
  const whole = exact(word);
  if (whole !== 'unknown') return whole;
  const parts = word.split(' ');
  const pairs = parts.map((part, index) => `${part} ${parts[index + 1] ?? ''}`.trim());
  const named = new Set([...parts, ...pairs].map(exact).filter((employment) => employment !== 'unknown'));
  const [only] = named;
  if (only === undefined) return 'unknown';
  return named.size === 1 && !parts.some((part) => TURNS.has(part)) ? only : 'asked';
};

/** Names of columns that tell what kind of worker somebody is, on lower-case words without accents. */
export const EMPLOYMENT_NAMES: readonly RegExp[] = [
  /\b(worker|person|employment|employee|user|assignment|staff) ?(kind|type|class|category|group)\b/,
  /\b(beschaftigungsart|anstellungsart|mitarbeitertyp|mitarbeitergruppe|type de (contrat|salarie)|tipo de (contrato|empleado))\b/,
  /\b(contract|agreement) ?type\b/,
  /^(type|contract|employment)$/,
  /\bemployment( history)? status\b/,
];

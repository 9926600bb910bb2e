import type { Mappings } from '../../../mappings/index.ts';
import { isOfUnmappedCourse } from '../judge/judgement.ts';
import type { JudgedRow } from '../judge/rows.ts';
import type { Finding } from './finding.ts';
import { type Seen, SeenNames } from './seen.ts';

/** What the rows of an export name and the mappings do not. */
const GAPS = {
  source: {
    level: 'wrong',
    place: 'sources.csv',
    names: 'sources',
    says: (name: string) => `has no source ${name}: its rows would be refused`,
  },
  status: {
    level: 'wrong',
    place: 'enrollment-status.csv',
    names: 'words',
    says: (name: string) => `has no word ${name}: rows with it would be refused`,
  },
  refused: {
    level: 'wrong',
    place: 'the export',
    names: 'reasons to refuse rows',
    says: (name: string) => `would be refused: ${name}`,
  },
  verb: {
    level: 'note',
    place: 'learning-rules.csv',
    names: 'verbs',
    says: (name: string) => `has no row for the verb ${name}: statements with it are ignored`,
  },
  activity_type: {
    level: 'note',
    place: 'activity-types.csv',
    names: 'activity types',
    says: (name: string) => `has no row for the activity type ${name}: it is taken for no kind of activity`,
  },
  course: {
    level: 'note',
    place: 'course-skills.csv',
    names: 'courses',
    says: (name: string) => `has no row for the course ${name}: it is evidence of no skill`,
  },
} as const;

export type Gap = keyof typeof GAPS;
const gaps = Object.keys(GAPS) as Gap[];

/** A finding about an export, with the rows in which to look. */
export interface GapFinding extends Finding {
  readonly gap: Gap;
  /** As far as it may be shown. */
  readonly name: string;
  readonly count: number;
  readonly rows: readonly number[];
}

type Part = Readonly<Record<string, unknown>> | undefined;
const idOf = (raw: unknown, part: 'object' | 'verb'): string | null => {
  const id = ((raw as Part)?.[part] as Part)?.['id'];
  return typeof id === 'string' ? id : null;
};

const activityTypeOf = (raw: unknown): string | null => {
  const definition = ((raw as Part)?.['object'] as Part)?.['definition'] as Part;
  return typeof definition?.['type'] === 'string' ? definition['type'] : null;
};

/** So many words mean that the column holds something else; it may be personal. */
const WORDS_MAX = 40;
const NAME_MAX = 200;
/** A name as it may be shown: an address says who somebody is. */
const shown = (name: string): string =>
  name.includes('@') ? 'that holds an address, which is not shown' : JSON.stringify(name.slice(0, NAME_MAX));

/** Gathers what an export names that the mappings do not, and which rows would be refused. */
export class Unmapped {
  readonly #seen = Object.fromEntries(gaps.map((gap) => [gap, new SeenNames()])) as Record<Gap, SeenNames>;
  readonly #isKnownType: (type: string) => boolean;
  readonly #courses: ReadonlySet<string>;

  constructor({ activityKind, learningRules, courses }: Pick<Mappings, 'activityKind' | 'learningRules' | 'courses'>) {
    const named = new Set(learningRules.map(({ activity_type }) => activity_type));
    this.#isKnownType = (type) => named.has(type) || activityKind(type) !== undefined;
    this.#courses = new Set(courses.map(({ course_id }) => course_id));
  }

  addSource(source: string, row: number): void {
    this.#seen.source.add(source, row);
  }

  add({ raw, judgement }: JudgedRow, row: number): void {
    const type = activityTypeOf(raw);
    if (type !== null && !this.#isKnownType(type)) this.#seen.activity_type.add(type, row);
    switch (judgement.outcome) {
      case 'ignored':
        if (judgement.rule === 'unknown-verb') this.#seen.verb.add(idOf(raw, 'verb') ?? 'none', row);
        return;
      case 'published':
        for (const { topic, value } of judgement.records) {
          const isUnmapped =
            ((topic === 'marketplace.completion' || topic === 'marketplace.score') &&
              isOfUnmappedCourse(judgement.rule)) ||
            (topic === 'marketplace.enrollment' && value !== null && !this.#courses.has(value.course_id));
          if (isUnmapped && value !== null) this.#seen.course.add(value.course_id, row);
        }
        return;
      case 'refused': {
        const { code, path } = judgement;
        const status = (raw as Part)?.['status'];
        if (code === 'enrollment_status_unknown' && typeof status === 'string') this.#seen.status.add(status, row);
        else this.#seen.refused.add(`${code} at ${path}`, row);
      }
    }
  }

  /**
   * @param counts what the numbers of rows count, `line` or `item`
   * @param names_max how many names of a kind are told one by one
   */
  findings(counts: string, names_max: number): readonly GapFinding[] {
    return gaps.flatMap((gap): readonly GapFinding[] => {
      const { level, place, says, names: kind } = GAPS[gap];
      const finding = (name: string, message: string, { count, rows }: Readonly<Seen>): GapFinding => {
        const where = rows.length === 0 ? '' : `, ${counts} ${rows.join(', ')}${count > rows.length ? ', …' : ''}`;
        return { level, place, message: `${message} (${count.toLocaleString('en')}×${where})`, gap, name, count, rows };
      };
      const names = this.#seen[gap].sorted();
      const isVocabulary = gap !== 'status' || names.length <= WORDS_MAX;
      const told = isVocabulary ? names.slice(0, names_max) : [];
      const rest = names.slice(told.length).map(([, seen]) => seen);
      const count = rest.reduce((sum, seen) => sum + seen.count, this.#seen[gap].others);
      const more = isVocabulary
        ? `${gap === 'refused' ? 'has' : 'lacks'} more ${kind}, of which --json names a thousand`
        : `lacks more words than a vocabulary has: is it the right column?`;
      const ofName = (name: string): string => (gap === 'refused' ? name : shown(name));
      return [
        ...told.map(([name, seen]) => finding(ofName(name), says(ofName(name)), seen)),
        ...(count > 0 ? [finding(kind, more, { count, rows: rest[0]?.rows ?? [] })] : []),
      ];
    });
  }
}

import type { CourseSkill, MappedCourse, Mappings } from '../types.ts';
import { expiryOf, isWithin, overlap, type Period } from '../validity.ts';
import { complete, day, iri, months, number, optional, text } from './cells.ts';
import { checkFramework } from './frameworks.ts';
import type { FileFormat, Row, Table } from './table.ts';

export const COURSE_SKILLS = {
  summary:
    'Which skills a course is evidence of; one row for each. A course that has no row is counted, and no skill is guessed for it.',
  columns: {
    course_id: 'IRI of the course, exactly as statements name it in `object.id`.',
    course_name: 'Its title, for people; the same on every row of the course.',
    framework: 'Skill framework: `ESCO`, `O*NET`, or the name of one of your own.',
    skill_uri: 'URI of the skill in the framework.',
    label: 'Preferred label of the skill.',
    level: 'Proficiency the course leads to, one of `skill-levels.csv`. Empty: not said.',
    confidence: 'Weight of the evidence, above 0 and up to 1.',
    valid_from:
      'First day, in UTC, on which completing the course was evidence of the skill, such as `2026-03-01`. Empty: always was.',
    valid_until: 'First day on which it no longer is, for a course whose content has changed. Empty: it still is.',
    validity_months: 'How long the evidence counts, in months from the completion. Empty: it does not expire.',
  },
  optional: ['valid_from', 'valid_until', 'validity_months'],
} as const satisfies FileFormat;

type Column = keyof typeof COURSE_SKILLS.columns;

/** A row, and what it says until the time of the learning is known. */
interface SkillRow {
  readonly line: number;
  readonly period: Period;
  readonly validity_months: number | null;
  readonly skill: Omit<CourseSkill, 'expires_at'>;
}

interface Course {
  readonly course: MappedCourse;
  readonly rows: SkillRow[];
}

const readPeriod = (row: Row<Column>): Period | undefined => {
  const bounds = { from_ms: optional(row.valid_from, day), until_ms: optional(row.valid_until, day) };
  if (!complete(bounds)) return undefined;
  if (bounds.from_ms === null || bounds.until_ms === null || bounds.from_ms < bounds.until_ms) return bounds;
  row.valid_until.fault(`a day after ${row.valid_from.text}, when the row begins to count`);
  return undefined;
};

const readSkill = (
  row: Row<Column>,
  mapping_version: string,
  levelRank: Mappings['levelRank'],
): SkillRow | undefined => {
  const skill = {
    framework: text(row.framework),
    skill_uri: iri(row.skill_uri),
    label: text(row.label),
    level: optional(row.level, text),
    confidence: number(row.confidence, (value) => value > 0 && value <= 1, 'a number above 0 and up to 1'),
    mapping_version,
  };
  if (skill.framework !== undefined && skill.skill_uri !== undefined) checkFramework(row.framework, row.skill_uri);
  if (skill.framework !== undefined && skill.level && levelRank(skill.framework, skill.level) === undefined) {
    row.level.fault('a level of the framework in skill-levels.csv');
    return undefined;
  }
  const rest = { period: readPeriod(row), validity_months: optional(row.validity_months, months) };
  return complete(skill) && complete(rest) ? { line: row.course_id.line, ...rest, skill } : undefined;
};

export const loadCourseSkills = (
  table: Table<Column>,
  levelRank: Mappings['levelRank'],
): Pick<Mappings, 'skillsOf' | 'courses'> => {
  const courses = new Map<string, Course>();
  for (const row of table.rows) {
    const course = { course_id: iri(row.course_id), course_name: text(row.course_name) };
    const read = readSkill(row, table.version, levelRank);
    if (!complete(course) || read === undefined) continue;
    const known = courses.get(course.course_id) ?? { course, rows: [] };
    const rival = known.rows.find(
      (other) => other.skill.skill_uri === read.skill.skill_uri && overlap(other.period, read.period),
    );
    if (rival) row.skill_uri.fault(`each skill of a course once at a time; it stands in line ${rival.line} already`);
    else if (known.course.course_name !== course.course_name) {
      row.course_name.fault(`${known.course.course_name}, as on the other rows of the course`);
    } else courses.set(course.course_id, { course: known.course, rows: [...known.rows, read] });
  }
  return {
    skillsOf: (course_id, at_ms) =>
      (courses.get(course_id)?.rows ?? [])
        .filter(({ period }) => isWithin(period, at_ms))
        .map(({ skill, validity_months }) => ({ ...skill, expires_at: expiryOf(at_ms, validity_months) })),
    courses: [...courses.values()].map(({ course }) => course),
  };
};

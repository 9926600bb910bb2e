import type { CourseSkill, MappedCourse, Mappings } from '../types.ts';
import { complete, createDuplicateCheck, iri, number, optional, text } from './cells.ts';
import type { FileFormat, Table } from './table.ts';

export const COURSE_SKILLS = {
  summary:
    'Which skills a course is evidence of; one row for each. A course that has no row is counted, and no skill is guessed for it.',
  columns: {
    course_id: 'IRI of the course, exactly as statements name it in `object.id`.',
    course_name: 'Its title, for people; the same on every row of the course.',
    framework: 'Skill framework, such as `ESCO`.',
    skill_uri: 'URI of the skill in the framework.',
    label: 'Preferred label of the skill.',
    level: 'Proficiency the course leads to, in words of your own. Empty: not said.',
    confidence: 'Weight of the evidence, above 0 and up to 1.',
  },
} as const satisfies FileFormat;

type Column = keyof typeof COURSE_SKILLS.columns;

/** ESCO's skill URIs are exact strings: another scheme or case names nothing. */
const ESCO_URI = /^http:\/\/data\.europa\.eu\/esco\/skill\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NONE: readonly CourseSkill[] = [];

export const loadCourseSkills = (table: Table<Column>): Pick<Mappings, 'skillsOf' | 'courses'> => {
  const isDuplicate = createDuplicateCheck('skill of a course');
  const courses = new Map<string, { readonly course: MappedCourse; readonly skills: CourseSkill[] }>();
  for (const row of table.rows) {
    const course = { course_id: iri(row.course_id), course_name: text(row.course_name) };
    const skill = {
      framework: text(row.framework),
      skill_uri: iri(row.skill_uri),
      label: text(row.label),
      level: optional(row.level, text),
      confidence: number(row.confidence, (value) => value > 0 && value <= 1, 'a number above 0 and up to 1'),
      mapping_version: table.version,
    };
    if (skill.framework === 'ESCO' && skill.skill_uri !== undefined && !ESCO_URI.test(skill.skill_uri)) {
      row.skill_uri.fault('an ESCO skill URI: http://data.europa.eu/esco/skill/ and a UUID');
    }
    if (!complete(course) || !complete(skill)) continue;
    if (isDuplicate(row.skill_uri, `${course.course_id} ${skill.skill_uri}`)) continue;
    const known = courses.get(course.course_id);
    if (!known) courses.set(course.course_id, { course, skills: [skill] });
    else if (known.course.course_name === course.course_name) known.skills.push(skill);
    else row.course_name.fault(`${known.course.course_name}, as on the other rows of the course`);
  }
  return {
    skillsOf: (course_id) => courses.get(course_id)?.skills ?? NONE,
    courses: [...courses.values()].map(({ course }) => course),
  };
};

import type { CourseSkill, Mappings } from '../../mappings/index.ts';
import type { LmsSource } from './learner-names.ts';

export interface Course {
  readonly source: LmsSource;
  /** IRI by which statements name it. */
  readonly id: string;
  /** Id by which enrollments name it. */
  readonly local_id: string;
  readonly name: string;
  /** What completing it is evidence of, as `mappings/course-skills.csv` has it. */
  readonly skillsAt: (at_ms: number) => readonly CourseSkill[];
}

const IRI_PREFIXES: Readonly<Record<LmsSource, string>> = {
  'lms-alpha': 'https://lms-alpha.example/courses/',
  'lms-beta': 'urn:lms-beta:course:',
};

/** Courses that no mapping knows: they are completed like any other, and no skill may come of it. */
const UNMAPPED: readonly Omit<Course, 'skillsAt'>[] = [
  { source: 'lms-alpha', local_id: 'beekeeping', name: 'Beekeeping on the Roof' },
  { source: 'lms-alpha', local_id: 'town-hall-archive', name: 'Town Hall Archive' },
  { source: 'lms-beta', local_id: 'ONB-001', name: 'Welcome Aboard' },
].map(({ source, local_id, name }) => {
  const lms = source as LmsSource;
  return { source: lms, id: `${IRI_PREFIXES[lms]}${local_id}`, local_id, name };
});

/** The courses of the two learning systems: those that have a mapping, and a few that have none. */
export const listCourses = ({ courses, skillsOf }: Pick<Mappings, 'courses' | 'skillsOf'>): readonly Course[] => {
  const mapped = courses.flatMap(({ course_id, course_name }): Course[] => {
    const found = Object.entries(IRI_PREFIXES).find(([, prefix]) => course_id.startsWith(prefix));
    if (!found) return [];
    const [source, prefix] = found as [LmsSource, string];
    const local_id = course_id.slice(prefix.length);
    return [{ source, id: course_id, local_id, name: course_name, skillsAt: (at_ms) => skillsOf(course_id, at_ms) }];
  });
  return [...mapped, ...UNMAPPED.map((course) => ({ ...course, skillsAt: () => [] }))];
};

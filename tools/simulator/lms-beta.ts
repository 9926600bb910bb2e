import { addMonths } from '../../mappings/validity.ts';
import type { Happening, LearningSystem } from './happening.ts';
import {
  expectedCompletion,
  expectedCredential,
  expectedScore,
  expectedSkills,
  isoTime,
  type StatementBody,
  statementDraft,
} from './statements.ts';

/**
 * Cornerstone-like: its own status words and local course ids, ADL and Activity Streams verbs, scores as points between
 * min and max or scaled from −1 to 1, times in UTC that often leave the offset out, certificates as activities.
 */
const COURSE = 'http://adlnet.gov/expapi/activities/course';
const CERTIFICATE_USAGE = 'http://id.tincanapi.com/attachment/certificate-of-completion';
/** As `mappings/sources.csv` promises for this system. */
const CERTIFICATE_RETENTION_DAYS = 1825;
const ISSUER = 'https://lms-beta.example/';
const PASS_PERCENT = 60;

const timestampOf = ({ at_ms, person }: Happening): string => isoTime(at_ms, person.number % 2 === 0 ? 0 : null);

const courseObject = ({ course }: Happening) => ({
  objectType: 'Activity',
  id: course.id,
  definition: { type: COURSE, name: { 'en-US': course.name } },
});

interface Graded {
  readonly score: object;
  readonly scale: 'raw' | 'scaled_-1_1';
}

/** Points are given on one of these; no scale: scaled only. */
const SCALES = [{ min: 0, max: 100 }, { min: 0, max: 50 }, { min: 20, max: 80 }, null] as const;
const QUOTED_SHARE = 0.2;

/** Some forms of this system write numbers as text; its policy in `mappings/sources.csv` accepts that. */
const quoted = (score: Readonly<Record<string, number>>): object =>
  Object.fromEntries(Object.entries(score).map(([name, number]) => [name, String(number)]));

/** A result in percent on one of the scales in use there. */
const grade = ({ random }: Happening, percent: number): Graded => {
  const scale = random.pick(SCALES);
  if (scale === null) return { score: { scaled: percent / 50 - 1 }, scale: 'scaled_-1_1' };
  const score = { raw: scale.min + ((scale.max - scale.min) * percent) / 100, ...scale };
  return { score: random.chance(QUOTED_SHARE) ? quoted(score) : score, scale: 'raw' };
};

const NOISE: readonly StatementBody['verb'][] = [
  { id: 'http://adlnet.gov/expapi/verbs/launched', display: 'launched' },
  { id: 'http://adlnet.gov/expapi/verbs/initialized', display: 'initialized' },
  { id: 'http://adlnet.gov/expapi/verbs/experienced', display: 'experienced' },
  { id: 'http://adlnet.gov/expapi/verbs/suspended', display: 'suspended' },
  { id: 'http://adlnet.gov/expapi/verbs/resumed', display: 'resumed' },
  { id: 'http://adlnet.gov/expapi/verbs/terminated', display: 'terminated' },
  { id: 'https://w3id.org/xapi/video/verbs/played', display: 'played' },
  { id: 'https://w3id.org/xapi/video/verbs/paused', display: 'paused' },
];

/** Certificates that have to be renewed, as `mappings/credentials.csv` has it. */
const VALIDITY_MONTHS: Readonly<Record<string, number>> = { 'HSE-130': 24, 'LOG-201': 36 };

const expiryOf = (local_id: string, issued_at_ms: number): number | null => {
  const months = VALIDITY_MONTHS[local_id];
  return months === undefined ? null : addMonths(issued_at_ms, months);
};

export const lmsBeta: LearningSystem = {
  statusWord: (standing, random) =>
    random.pick(
      {
        active: ['Registered', 'In Progress', 'Past Due'],
        completed: ['Completed'],
        dropped: ['Withdrawn', 'No Show'],
      }[standing],
    ),

  noise: (happening) =>
    statementDraft(happening, {
      verb: happening.random.pick(NOISE),
      object: courseObject(happening),
      context: {},
      timestamp: timestampOf(happening),
    }),

  /** Passing here is evidence of the skills, though the course is not completed by it. */
  assessment: (happening, percent) => {
    const { course } = happening;
    const success = percent >= PASS_PERCENT;
    const word = success ? 'passed' : 'failed';
    const { score, scale } = grade(happening, percent);
    return statementDraft(
      happening,
      {
        verb: { id: `http://adlnet.gov/expapi/verbs/${word}`, display: word },
        object: courseObject(happening),
        result: { score },
        context: {},
        timestamp: timestampOf(happening),
      },
      (statement_id) => [
        expectedScore(happening, statement_id, {
          course_name: course.name,
          activity_type: COURSE,
          success,
          score: percent,
          'grading_scale.name': scale,
        }),
        ...(success ? expectedSkills(happening, statement_id, 'assessment') : []),
      ],
    );
  },

  completion: (happening, percent) => {
    const { course } = happening;
    const { score, scale } = grade(happening, percent);
    return statementDraft(
      happening,
      {
        verb: { id: 'http://activitystrea.ms/schema/1.0/complete', display: 'Completed' },
        object: courseObject(happening),
        result: { score },
        context: {},
        timestamp: timestampOf(happening),
      },
      (statement_id) => [
        expectedCompletion(happening, statement_id, { course_name: course.name, success: null }),
        expectedScore(happening, statement_id, {
          course_name: course.name,
          success: null,
          score: percent,
          'grading_scale.name': scale,
        }),
        ...expectedSkills(happening, statement_id, 'completion'),
      ],
    );
  },

  award: (happening) => {
    const { course, person, at_ms } = happening;
    const id = `https://lms-beta.example/certificates/${course.local_id}/${person.number}`;
    const name = `Certificate of ${course.name}`;
    return statementDraft(
      happening,
      {
        verb: { id: 'https://w3id.org/xapi/tla/verbs/certified', display: 'certified' },
        object: { id, definition: { name: { en: name } } },
        context: { contextActivities: { parent: [{ id: course.id }] } },
        attachments: [
          {
            usageType: CERTIFICATE_USAGE,
            display: { en: name },
            contentType: 'application/pdf',
            length: 31_007,
            sha2: '60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752',
            fileUrl: `${id}.pdf`,
          },
        ],
        timestamp: timestampOf(happening),
      },
      (statement_id) => [
        expectedCredential(happening, statement_id, {
          kind: 'certificate',
          credential_id: id,
          name,
          issuer: ISSUER,
          expires_at: expiryOf(course.local_id, at_ms),
          course_id: course.id,
          'certificate_ref.url': `${id}.pdf`,
          'certificate_ref.retention_days': CERTIFICATE_RETENTION_DAYS,
        }),
      ],
    );
  },
};

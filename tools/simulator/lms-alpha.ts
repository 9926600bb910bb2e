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
 * Moodle-like: words of its own database, ADL and TLA verbs, video profile, scores as a share from 0 to 1, certificates
 * attached to the completion, badges.
 */
const HOST = 'https://lms-alpha.example';
const COURSE = 'http://adlnet.gov/expapi/activities/course';
const VIDEO_PROFILE = 'https://w3id.org/xapi/video';
const BADGE_CLASS = 'http://specification.openbadges.org/xapi/extensions/badgeclass';
const EXPIRES_AT = 'https://lms-alpha.example/xapi/extensions/expires-at';
const CERTIFICATE_USAGE = 'http://id.tincanapi.com/attachment/certificate-of-completion';
/** As `mappings/sources.csv` promises for this system. */
const CERTIFICATE_RETENTION_DAYS = 3650;
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
const PASS_PERCENT = 50;

const timestampOf = ({ at_ms, person }: Happening): string => isoTime(at_ms, [0, 60, -300][person.number % 3]);

const courseObject = ({ course }: Happening) => ({
  objectType: 'Activity',
  id: course.id,
  definition: { type: COURSE, name: { en: course.name, de: `${course.name} (DE)` } },
});

const within = ({ course }: Happening) => ({
  contextActivities: { parent: [{ id: course.id }], grouping: [{ id: `${HOST}/catalogue` }] },
});

type Noise = Pick<StatementBody, 'verb' | 'object' | 'result'> & { readonly category?: string };

const video = ({ course, random }: Happening, verb: string): Noise => ({
  verb: { id: `https://w3id.org/xapi/video/verbs/${verb}`, display: verb },
  object: {
    id: `${course.id}/videos/${random.between(1, 12)}`,
    definition: { type: 'https://w3id.org/xapi/video/activity-type/video', name: { en: 'Lecture' } },
  },
  result: { extensions: { 'https://w3id.org/xapi/video/extensions/time': random.between(0, 900) } },
  category: VIDEO_PROFILE,
});

const question = ({ course, random }: Happening): Noise => {
  const success = random.chance(0.7);
  return {
    verb: { id: 'http://adlnet.gov/expapi/verbs/answered', display: 'answered' },
    object: {
      id: `${course.id}/quiz/questions/${random.between(1, 20)}`,
      definition: {
        type: 'http://adlnet.gov/expapi/activities/cmi.interaction',
        interactionType: 'true-false',
        correctResponsesPattern: ['true'],
      },
    },
    result: { response: String(success), success, score: { scaled: success ? 1 : 0 } },
  };
};

/** A finished video is no finished course. */
const videoCompleted = (happening: Happening): Noise => ({
  ...video(happening, 'completed'),
  verb: { id: 'http://adlnet.gov/expapi/verbs/completed', display: 'completed' },
  result: { completion: true, duration: 'PT12M30S' },
});

const plain =
  (id: string, display: string) =>
  (happening: Happening): Noise => ({ verb: { id, display }, object: courseObject(happening) });

const NOISE: readonly ((happening: Happening) => Noise)[] = [
  (happening) => video(happening, 'played'),
  (happening) => video(happening, 'paused'),
  (happening) => video(happening, 'seeked'),
  videoCompleted,
  question,
  plain('http://adlnet.gov/expapi/verbs/initialized', 'initialized'),
  plain('http://adlnet.gov/expapi/verbs/progressed', 'progressed'),
  plain('http://adlnet.gov/expapi/verbs/interacted', 'interacted'),
  plain('http://id.tincanapi.com/verb/viewed', 'viewed'),
  plain('https://w3id.org/xapi/tla/verbs/resumed', 'resumed'),
];

const certificateOf = ({ course }: Happening, url: string) => ({
  usageType: CERTIFICATE_USAGE,
  display: { en: `Certificate: ${course.name}` },
  contentType: 'application/pdf',
  length: 48_213,
  sha2: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  fileUrl: url,
});

export const lmsAlpha: LearningSystem = {
  statusWord: (standing, random) =>
    random.pick(
      {
        active: ['enrolled', 'inprogress'],
        completed: ['complete', 'complete-pass'],
        dropped: ['unenrolled', 'suspended'],
      }[standing],
    ),

  noise: (happening) => {
    const { category, ...body } = happening.random.pick(NOISE)(happening);
    const { contextActivities } = within(happening);
    const context = category === undefined ? contextActivities : { ...contextActivities, category: [{ id: category }] };
    return statementDraft(happening, {
      ...body,
      context: { contextActivities: context },
      timestamp: timestampOf(happening),
    });
  },

  assessment: (happening, percent) => {
    const { course } = happening;
    const quiz = { id: `${course.id}/quiz`, type: 'http://adlnet.gov/expapi/activities/assessment' };
    return statementDraft(
      happening,
      {
        verb: { id: 'https://w3id.org/xapi/tla/verbs/scored', display: 'scored' },
        object: { id: quiz.id, definition: { type: quiz.type, name: { 'en-GB': `${course.name}: final quiz` } } },
        result: { score: { scaled: percent / 100 } },
        context: within(happening),
        timestamp: timestampOf(happening),
      },
      (statement_id) => [
        expectedScore(happening, statement_id, {
          course_id: quiz.id,
          course_name: `${course.name}: final quiz`,
          activity_type: quiz.type,
          success: null,
          score: percent,
          'grading_scale.name': 'scaled_0_1',
        }),
      ],
    );
  },

  completion: (happening, percent) => {
    const { course, person, random } = happening;
    const success = percent >= PASS_PERCENT;
    const url = success && random.chance(0.4) ? `${HOST}/certificates/${course.local_id}-${person.number}.pdf` : null;
    return statementDraft(
      happening,
      {
        verb: { id: 'http://adlnet.gov/expapi/verbs/completed', display: 'completed' },
        object: courseObject(happening),
        result: { completion: true, success, score: { scaled: percent / 100 }, duration: 'PT4H30M' },
        context: { contextActivities: { grouping: [{ id: `${HOST}/catalogue` }] } },
        ...(url !== null && { attachments: [certificateOf(happening, url)] }),
        timestamp: timestampOf(happening),
      },
      (statement_id) => [
        expectedCompletion(happening, statement_id, {
          course_name: course.name,
          activity_type: COURSE,
          success,
          duration: 'PT4H30M',
        }),
        expectedScore(happening, statement_id, {
          course_name: course.name,
          activity_type: COURSE,
          success,
          score: percent,
          duration: 'PT4H30M',
          'grading_scale.name': 'scaled_0_1',
        }),
        ...(success ? expectedSkills(happening, statement_id, 'completion') : []),
        ...(url === null
          ? []
          : [
              expectedCredential(happening, statement_id, {
                kind: 'certificate',
                credential_id: course.id,
                name: course.name,
                issuer: `${HOST}/`,
                expires_at: null,
                'certificate_ref.url': url,
                'certificate_ref.retention_days': CERTIFICATE_RETENTION_DAYS,
              }),
            ]),
      ],
    );
  },

  award: (happening) => {
    const { course, at_ms, random } = happening;
    const badge_id = `${HOST}/badge-classes/${course.local_id}`;
    const expires_at = random.chance(0.3) ? at_ms + 2 * YEAR_MS : null;
    const name = `Badge: ${course.name}`;
    return statementDraft(
      happening,
      {
        verb: { id: 'https://w3id.org/xapi/tla/verbs/achieved', display: 'achieved' },
        object: {
          id: `${HOST}/badges/${course.local_id}`,
          definition: {
            type: 'https://xapi.edlm/profiles/edlm-lms/concepts/activity-types/badge',
            name: { en: name },
            extensions: { [BADGE_CLASS]: { '@id': badge_id, criteria: `${badge_id}/criteria` } },
          },
        },
        ...(expires_at !== null && { result: { extensions: { [EXPIRES_AT]: isoTime(expires_at) } } }),
        context: within(happening),
        timestamp: timestampOf(happening),
      },
      (statement_id) => [
        expectedCredential(happening, statement_id, {
          kind: 'badge',
          credential_id: badge_id,
          name,
          issuer: `${HOST}/`,
          expires_at,
          course_id: course.id,
          certificate_ref: null,
          'badge_awarded.0.badge_id': badge_id,
          'badge_awarded.0.name': name,
          'badge_awarded.0.criteria_url': `${badge_id}/criteria`,
          'badge_awarded.0.issued_at': at_ms,
        }),
      ],
    );
  },
};

/** A statement that uses every property of xAPI 1.0.3, to be changed by tests. */
export const full = () => ({
  id: 'fd41c918-b88b-4b20-a0a5-a4c32391aaa0',
  actor: {
    objectType: 'Agent',
    name: 'Learner',
    account: { homePage: 'https://lms.example', name: 'l-17' },
  },
  verb: { id: 'http://adlnet.gov/expapi/verbs/completed', display: { 'en-US': 'completed' } },
  object: {
    objectType: 'Activity',
    id: 'https://lms.example/courses/7',
    definition: {
      name: { en: 'Fire safety' },
      description: { en: 'What to do when it burns' },
      type: 'http://adlnet.gov/expapi/activities/course',
      moreInfo: 'https://lms.example/courses/7/about',
      extensions: { 'https://lms.example/ext/hours': 3 },
      interactionType: 'choice',
      correctResponsesPattern: ['a[,]b'],
      choices: [{ id: 'a', description: { en: 'A' } }, { id: 'b' }],
    },
  },
  result: {
    score: { scaled: 0.9, raw: 90, min: 0, max: 100 },
    success: true,
    completion: true,
    response: 'a',
    duration: 'PT1H30M0.12S',
    extensions: { 'https://lms.example/ext/tries': 2, 'https://lms.example/ext/notes': { b: [1, null], a: 'x' } },
  },
  context: {
    registration: 'ec531277-b57b-4c15-8d91-d292c5b2b8f7',
    instructor: { mbox: 'mailto:teacher@lms.example' },
    team: {
      objectType: 'Group',
      name: 'Team',
      member: [{ openid: 'https://a.example/' }, { mbox: 'mailto:b@b.example' }],
    },
    contextActivities: {
      parent: { id: 'https://lms.example/programmes/1' },
      grouping: [{ id: 'https://lms.example/a' }, { id: 'https://lms.example/b' }],
      category: [{ id: 'https://w3id.org/xapi/cmi5/context/categories/cmi5' }],
      other: [{ id: 'course-v1:Org+Course+Run' }],
    },
    revision: '2',
    platform: 'LMS',
    language: 'en-US',
    statement: { objectType: 'StatementRef', id: '6690e6c9-3ef0-4ed3-8b37-7f3964730bee' },
    extensions: { 'https://lms.example/ext/room': 'R1' },
  },
  timestamp: '2026-01-31T09:30:00.000Z',
  stored: '2026-01-31T09:30:01.000Z',
  authority: { objectType: 'Agent', account: { homePage: 'https://lms.example', name: 'lrs' } },
  version: '1.0.3',
  attachments: [
    {
      usageType: 'http://id.tincanapi.com/attachment/certificate-of-completion',
      display: { en: 'Certificate' },
      description: { en: 'Of completion' },
      contentType: 'application/pdf',
      length: 1234,
      sha2: '495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a',
      fileUrl: 'https://lms.example/certificates/17.pdf',
    },
    {
      usageType: 'https://lms.example/usage/essay',
      display: { en: 'Essay' },
      contentType: 'text/plain; charset=utf-8',
      length: 27,
      sha2: '672fa5fa658017f1b72d65036f13379c6ab05d4ab3b6664908d8acf0b6a0c634',
    },
  ],
});

export type Json = Record<string, unknown>;

/** A statement with nothing but what must be there. */
export const least = (): Json => ({
  actor: { mbox: 'mailto:learner@lms.example' },
  verb: { id: 'http://adlnet.gov/expapi/verbs/attended' },
  object: { id: 'https://lms.example/meetings/7' },
});

/**
 * A copy with one property set; undefined removes it.
 * @param path as in `result.score.raw` or `attachments.0.length`
 */
export const changed = <T extends object>(statement: T, path: string, value: unknown): T => {
  const copy = structuredClone(statement);
  const steps = path.split('.');
  const last = steps.pop()!;
  let parent = copy as Json;
  for (const step of steps) {
    parent[step] ??= {};
    parent = parent[step] as Json;
  }
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
};

/** What a signed statement has among its attachments (2.6). */
export const signature = {
  usageType: 'http://adlnet.gov/expapi/attachments/signature',
  display: { en: 'Signature' },
  contentType: 'application/octet-stream',
  length: 4235,
  sha2: '672fa5fa658017f1b72d65036f13379c6ab05d4ab3b6664908d8acf0b6a0c634',
};

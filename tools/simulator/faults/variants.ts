import type { Expectation, ExpectedOutput } from '../expectation.ts';
import type { Random } from '../random.ts';
import type { Draft, Sound } from '../raw-record.ts';

/** The same outputs, but for one fact where they state it. */
const restated = (expect: Expectation, fact: string, value: string): Expectation => ({
  ...expect,
  outputs:
    expect.outputs?.map(
      (output): ExpectedOutput =>
        fact in output.facts ? { ...output, facts: { ...output.facts, [fact]: value } } : output,
    ) ?? null,
});

const variantSound = (sound: Sound, random: Random): { payload: Sound; fact: string; value: string } => {
  switch (sound.topic) {
    case 'raw.xapi': {
      const registration = random.uuid();
      const statement = JSON.parse(sound.value.statement) as { context: object };
      const text = JSON.stringify({ ...statement, context: { ...statement.context, registration } });
      const payload: Sound = { ...sound, value: { ...sound.value, statement: text } };
      return { payload, fact: 'registration', value: registration };
    }
    case 'raw.enrollment': {
      const course_name = `${sound.value.course_name} (new edition)`;
      return { payload: { ...sound, value: { ...sound.value, course_name } }, fact: 'course_name', value: course_name };
    }
    case 'raw.hris': {
      // Nothing of it is published, but it is other content all the same; a leaver carries no worker to change.
      const value = { ...sound.value, related_employee_id: 'E-000000' };
      return { payload: { ...sound, value }, fact: 'none', value: '' };
    }
  }
};

/**
 * Another record under the same id: it says something else, which can be seen in what is published of it.
 * @param draft with a sound payload
 */
export const variantOf = (draft: Draft, random: Random): Draft => {
  const { payload, fact, value } = variantSound(draft.payload as Sound, random);
  return { ...draft, payload, expect: restated(draft.expect, fact, value) };
};

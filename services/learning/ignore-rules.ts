/**
 * Why a right statement carries nothing for the marketplace, where no learning rule says so itself. The names are counted in
 * the ledger; they never change their meaning.
 */
export const ignoreRules = {
  'group-actor':
    'The actor, or whom the statement names as the learner, is a group: what a group did says nothing about one person.',
  'agent-object': 'The object is a person or a group, not an activity.',
  'sub-statement': 'The object is a SubStatement: it tells of something that need not have happened.',
  'statement-reference': 'The object is another statement, which is read on its own.',
  'voids-nothing': 'A learning rule takes it for a voiding statement, but its object is no other statement.',
  'unknown-verb': 'No learning rule knows the verb.',
  'not-completed': 'The activity is not completed, and there is no result either.',
  'no-certificate': 'The learning rule looks for an attached certificate only, and there is none.',
} as const satisfies Record<string, string>;

export type IgnoreRule = keyof typeof ignoreRules;

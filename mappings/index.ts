import type { LearningRule, Mappings } from './types.ts';

export type * from './types.ts';

/**
 * Reads, checks and compiles all mapping files, and executes their samples.
 * @param directory folder of the CSV files; the repository's own by default
 * @throws MappingError listing every fault of every file with file, line and column
 */
export const loadMappings = (directory?: string): Mappings => {
  throw new Error(`mappings: no files in ${directory ?? 'mappings'}`);
};

/**
 * Whether an activity counts as completed.
 * @param said `learning_completed` of the completion field map: `result.completion`, or null where the statement is silent
 */
export const isCompleted = (rule: LearningRule, said: boolean | null): boolean => {
  switch (rule.completed) {
    case 'true':
      return said !== false;
    case 'false':
      return false;
    case 'from_result':
      return said === true;
  }
};

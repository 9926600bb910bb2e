import { type Check, constant, object } from './check.ts';
import { uuid } from './formats.ts';

/**
 * Checks for a reference to a statement (Data 2.4.4.3).
 * @param requirement what a value of another kind breaks
 */
export const statementRef = (requirement: string): Check =>
  object(
    requirement,
    { objectType: constant('StatementRef', requirement), id: uuid('XAPI-00072') },
    { required: { objectType: requirement, id: 'XAPI-00072' } },
  );

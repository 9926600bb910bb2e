import type { EmploymentKind } from '../../schemas/types.generated.ts';
import { createHmacSha256 } from '../people/hmac.ts';

/** `employee-id`: employees are known by their employee id; `pseudonym`: nobody is. */
export type MemberIdPolicy = 'employee-id' | 'pseudonym';

/** The member id of a worker: the same for ever for an employee id and kind. */
export type MemberIdOf = (employee_id: string, kind: EmploymentKind) => string;

const PSEUDONYM_HEX_DIGITS = 32;

/**
 * Makes the rule for member ids. A pseudonym is `p-` and 128 bits of a keyed hash, so nobody without the secret can test
 * a guessed employee id against it.
 */
export const createMemberIdOf = (secret: string, policy: MemberIdPolicy): MemberIdOf => {
  const hmac = createHmacSha256(secret);
  return (employee_id, kind) =>
    kind === 'employee' && policy === 'employee-id'
      ? employee_id
      : `p-${hmac(`pseudonym||${employee_id}`).slice(0, PSEUDONYM_HEX_DIGITS)}`;
};

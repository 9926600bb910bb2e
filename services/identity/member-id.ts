import type { EmploymentKind } from '../../schemas/types.generated.ts';
import { createHmacSha256 } from '../people/hmac.ts';
import { isPersonalId } from '../people/personal-id.ts';

/** `employee-id`: employees are known by their employee id, unless that says who they are; `pseudonym`: nobody is. */
export type MemberIdPolicy = 'employee-id' | 'pseudonym';

/** The member id of a worker: the same for ever for an employee id and kind. */
export type MemberIdOf = (employee_id: string, kind: EmploymentKind) => string;

const PSEUDONYM_HEX_DIGITS = 32;
/** An employee id of this form could be the pseudonym of somebody else. */
const PSEUDONYM = new RegExp(`^p-[0-9a-f]{${PSEUDONYM_HEX_DIGITS}}$`);

/** Whether an employee id may be published, also in keys. */
const isPublic = (employee_id: string): boolean => !isPersonalId(employee_id) && !PSEUDONYM.test(employee_id);

/**
 * Makes the rule for member ids. A pseudonym is `p-` and 128 bits of a keyed hash, so nobody without the secret can test
 * a guessed employee id against it. An employee id that is an address, a phone number or a national number is never published.
 */
export const createMemberIdOf = (secret: string, policy: MemberIdPolicy): MemberIdOf => {
  const hmac = createHmacSha256(secret);
  return (employee_id, kind) =>
    kind === 'employee' && policy === 'employee-id' && isPublic(employee_id)
      ? employee_id
      : `p-${hmac(`pseudonym||${employee_id}`).slice(0, PSEUDONYM_HEX_DIGITS)}`;
};

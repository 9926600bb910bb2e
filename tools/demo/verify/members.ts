/** Which member id each person of the simulation has; found out from what is published, since pseudonyms are secret. */
export interface Members {
  /**
   * Takes note that a record about a person names a member.
   * @returns false when the person has another id, somebody else has this one, or it is none for such a person
   */
  readonly match: (person: string, member_id: string) => boolean;
  readonly idOf: (person: string) => string | undefined;
}

const isEmployee = (person: string): boolean => person.startsWith('E-');
const PSEUDONYM = /^p-[0-9a-z]{26,}$/;

/** Employees are known by their employee id, everybody else by one pseudonym each. */
export const createMembers = (): Members => {
  const ids = new Map<string, string>();
  const people = new Map<string, string>();
  return {
    match: (person, member_id) => {
      if (isEmployee(person) ? member_id !== person : !PSEUDONYM.test(member_id)) return false;
      if ((ids.get(person) ?? member_id) !== member_id || (people.get(member_id) ?? person) !== person) return false;
      ids.set(person, member_id);
      people.set(member_id, person);
      return true;
    },
    idOf: (person) => ids.get(person) ?? (isEmployee(person) ? person : undefined),
  };
};

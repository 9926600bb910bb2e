import type { SkillMember } from '../../schemas/types.generated.ts';

/** Skills of one member: an entry of about 60 kB as Avro. A whole career has a few hundred. */
export const SKILLS_MAX = 1_000;

/** A member of whom nothing is known stands for itself. */
export const NEW_MEMBER: SkillMember = { merged_into: null, erased: false, skills: [] };

/** @returns the member itself when it has the skill already */
export const withSkill = (member: SkillMember, skill_uri: string): SkillMember =>
  member.skills.includes(skill_uri) ? member : { ...member, skills: [...member.skills, skill_uri].sort() };

/** @returns the member itself when it does not have the skill */
export const withoutSkill = (member: SkillMember, skill_uri: string): SkillMember =>
  member.skills.includes(skill_uri)
    ? { ...member, skills: member.skills.filter((known) => known !== skill_uri) }
    : member;

/** Whether an entry says what would be taken for granted without one. */
export const isNew = ({ merged_into, erased, skills }: SkillMember): boolean =>
  merged_into === null && !erased && skills.length === 0;

import { checkExportMaps } from '../exports/directory.ts';
import { fieldMaps } from '../fields/declarations.ts';
import { loadFieldMap } from '../fields/field-map.ts';
import { FIELDS } from '../fields/row.ts';
import type { Deprecation, FieldMap, FieldMapName, Mappings } from '../types.ts';
import { ACTIVITY_TYPES, loadActivityTypes } from './activity-types.ts';
import { COURSE_SKILLS, loadCourseSkills } from './course-skills.ts';
import { CREDENTIALS, loadCredentials } from './credentials.ts';
import { EMAIL_DOMAINS, loadEmailDomains } from './email-domains.ts';
import { ENROLLMENT_STATUS, loadEnrollmentStatus } from './enrollment-status.ts';
import { FaultList } from './faults.ts';
import { LEARNING_RULES, loadLearningRules } from './learning-rules.ts';
import { loadProfiles, PROFILES } from './profiles.ts';
import { loadRepairs, REPAIRS } from './repairs.ts';
import { loadSkillLevels, SKILL_LEVELS } from './skill-levels.ts';
import { loadSources, SOURCES } from './sources.ts';
import { type FileFormat, readTable, type Table } from './table.ts';
import { VERBS } from './verbs.ts';

/** The files that are not field maps, with their formats. */
export const files = {
  'sources.csv': SOURCES,
  'email-domains.csv': EMAIL_DOMAINS,
  'activity-types.csv': ACTIVITY_TYPES,
  'verbs.csv': VERBS,
  'profiles.csv': PROFILES,
  'learning-rules.csv': LEARNING_RULES,
  'enrollment-status.csv': ENROLLMENT_STATUS,
  'skill-levels.csv': SKILL_LEVELS,
  'course-skills.csv': COURSE_SKILLS,
  'credentials.csv': CREDENTIALS,
  'repairs.csv': REPAIRS,
} as const satisfies Record<string, FileFormat>;

export const fieldMapNames = Object.keys(fieldMaps) as readonly FieldMapName[];

export interface LoadOptions {
  /** `check`: export maps are part of the mappings, and nothing in them may be a guess; `leave`: they are not looked at. */
  readonly exports?: 'check' | 'leave';
}

/** @throws MappingError when anything is wrong in any file of the directory */
export const loadDirectory = (directory: string, { exports = 'check' }: LoadOptions = {}): Mappings => {
  const faults = new FaultList();
  const versions = new Map<string, string>();
  const deprecations: Deprecation[] = [];
  const read = <Name extends string>(file: string, format: FileFormat<Name>): Table<Name> => {
    const table = readTable(directory, file, format, faults);
    versions.set(file, table.version);
    deprecations.push(...table.deprecations);
    return table;
  };

  const sources = loadSources(read('sources.csv', SOURCES));
  const lookups = {
    emailDomain: loadEmailDomains(read('email-domains.csv', EMAIL_DOMAINS)),
    ...loadEnrollmentStatus(read('enrollment-status.csv', ENROLLMENT_STATUS), sources),
  };
  const activityKind = loadActivityTypes(read('activity-types.csv', ACTIVITY_TYPES));
  const profileRank = loadProfiles(read('profiles.csv', PROFILES));
  const rules = loadLearningRules(
    read('learning-rules.csv', LEARNING_RULES),
    read('verbs.csv', VERBS),
    { activityKind, profileRank },
    sources,
  );
  const repairs = loadRepairs(read('repairs.csv', REPAIRS), sources);
  const levelRank = loadSkillLevels(read('skill-levels.csv', SKILL_LEVELS));
  const courses = loadCourseSkills(read('course-skills.csv', COURSE_SKILLS), levelRank);
  const credentialPolicy = loadCredentials(read('credentials.csv', CREDENTIALS));
  const maps = new Map(
    fieldMapNames.map((name): [FieldMapName, FieldMap] => [
      name,
      loadFieldMap(name, read(`fields/${name}.csv`, FIELDS), { lookups, sources, faults }),
    ]),
  );
  if (exports === 'check') checkExportMaps(directory, { lookups, sources, faults });
  faults.throwIfAny();

  return {
    version_of: (file) => {
      const version = versions.get(file);
      if (version === undefined) throw new RangeError(`mappings: ${file} is no mapping file`);
      return version;
    },
    source: sources.get,
    sources: sources.all,
    ...lookups,
    activityKind,
    profileRank,
    ...rules,
    ...repairs,
    levelRank,
    ...courses,
    credentialPolicy,
    deprecations,
    fieldMap: <Name extends FieldMapName>(name: Name) => maps.get(name) as FieldMap<Name>,
  };
};

import { describe, expect, it } from 'vitest';
import { loadMappings, MappingError } from '../../../mappings/index.ts';
import { appended, faultsOf, marked, original, placeOf, replaced, withFiles } from './support/directory.ts';
import { faultAtMark } from './support/fault-at-mark.ts';

const DOMAINS = 'email-domains.csv';
const SCORE = 'fields/score.csv';
const domains = (rest: string): string => `# version: 1.0.0\n${rest}`;

describe('the form of a file', () => {
  it('a missing file', () => {
    expect(faultsOf({ [DOMAINS]: null })).toEqual([
      { file: DOMAINS, line: 1, column: 1, field: null, value: 'ENOENT', expected: 'a readable file' },
    ]);
  });

  it.each([
    ['no version', '«domain,local_part,sub_address,notes,version\n*,keep,,,1.0.0\n'],
    ['half a version', '«# version: 1.0\ndomain,local_part,sub_address,notes,version\n'],
    ['no header', `«${domains('')}`],
    ['semicolons for commas', domains('«domain;local_part;sub_address;notes;version\n')],
    ['a missing column', domains('«domain,local_part,notes,version\n')],
    ['too few cells', domains('domain,local_part,sub_address,notes,version\n*,keep,,,1.0.0\n\n# x\n«x.example,keep\n')],
    ['too many cells', domains('domain,local_part,sub_address,notes,version\n«*,keep,,,,1.0.0\n')],
  ])('%s', (_, text) => {
    faultAtMark(marked(DOMAINS, text), '-');
  });

  it.each([
    ['an unknown column', domains('domain,local_part,sub_address,notes,version,«why\n'), 'why'],
    ['a column twice', domains('domain,local_part,sub_address,notes,version,«notes\n'), 'notes'],
    [
      'a row version above that of the file',
      domains('version,domain,local_part,sub_address,notes\n«1.0.1,*,keep,,\n'),
      'version',
    ],
    ['a row without version', domains('domain,local_part,sub_address,notes,version\n*,keep,,,«\n'), 'version'],
    [
      'a cell behind quotes and line breaks',
      domains('domain,notes,local_part,sub_address,version\n\n# x\n*,"two\n""lines"", one",«upper,+,1.0.0\n'),
      'local_part',
    ],
    [
      'a cell behind a cell of several lines, as Windows ends them',
      domains(
        'domain,notes,local_part,sub_address,version\r\n*,"a\r\nb\r\nc",keep,,1.0.0\r\nx.example,,«upper,,1.0.0\r\n',
      ),
      'local_part',
    ],
    [
      'a cell in quotes, behind a byte order mark',
      `\uFEFF${domains('domain,local_part,sub_address,notes,version\n*,"«upper",+,,1.0.0\n')}`,
      'local_part',
    ],
  ])('%s', (_, text, field) => {
    faultAtMark(marked(DOMAINS, text), field);
  });

  it('an empty file', () => {
    expect(faultsOf({ [DOMAINS]: '' }).map(placeOf)).toEqual(['1:1 -', '1:1 -']);
  });

  it('a quote that is never closed', () => {
    const text = domains('domain,local_part,sub_address,notes,version\n*,keep,,"x,1.0.0\n');
    expect(faultsOf({ [DOMAINS]: text })).toMatchObject([{ file: DOMAINS, line: 3, value: '*,keep,,"x,1.0.0' }]);
  });

  it('semicolons and padding, as a spreadsheet of a country with decimal commas saves a table', () => {
    const text = '# version: 1.0.0;;;\n# x;;;\ndomain;local_part;sub_address;notes;version\n*;keep;;"a ""b""";1.0.0\n';
    expect(faultsOf({ [DOMAINS]: text })).toMatchObject([
      { file: DOMAINS, line: 3, expected: 'commas between cells, not semicolons' },
    ]);
  });

  const ACCENT = domains('domain,local_part,sub_address,notes,version\n*,keep,,é,1.0.0\n');
  it.each([
    ['windows-1252', Buffer.from(ACCENT, 'latin1'), 3],
    ['UTF-16', Buffer.from(`\uFEFF${ACCENT}`, 'utf16le'), 1],
  ])('text in %s', (_, bytes, line) => {
    expect(faultsOf({ [DOMAINS]: bytes })).toMatchObject([
      { file: DOMAINS, line, expected: 'text in UTF-8: spreadsheets call it CSV UTF-8' },
    ]);
  });

  it('does not hide the faults of other rows behind a row that cannot be read', () => {
    const text = domains('domain,local_part,sub_address,notes,version\n*,keep\nx.example,upper,,,1.0.0\n');
    expect(faultsOf({ [DOMAINS]: text }).map(placeOf)).toEqual(['3:1 -', '4:11 local_part']);
  });
});

describe('the cells of a row', () => {
  it.each([
    [DOMAINS, '«Mixed.Example,keep,,,1.0.0', 'domain'],
    [DOMAINS, '«northwind.example,keep,,,1.0.0', 'domain'],
    [DOMAINS, 'x.example,«any,,,1.0.0', 'local_part'],
    [DOMAINS, 'x.example,keep,«++,,1.0.0', 'sub_address'],
    ['sources.csv', '«LMS,lms,,,refuse,,mailto,park,,,,,,1.0.0', 'id'],
    ['sources.csv', '«lms-alpha,lms,,,refuse,,mailto,park,,,,,,1.0.0', 'id'],
    ['sources.csv', 'x,«tms,,,refuse,,mailto,park,,,,,,1.0.0', 'kind'],
    ['sources.csv', 'x,lms,«0-1,,refuse,,mailto,park,,,,,,1.0.0', 'scaled_convention'],
    ['sources.csv', 'x,lms,,«100..0,refuse,,mailto,park,,,,,,1.0.0', 'raw_range'],
    ['sources.csv', 'x,lms,,«..,refuse,,mailto,park,,,,,,1.0.0', 'raw_range'],
    ['sources.csv', 'x,lms,,,«,,mailto,park,,,,,,1.0.0', 'quoted_numbers'],
    ['sources.csv', 'x,lms,,,refuse,«-00:00,mailto,park,,,,,,1.0.0', 'default_offset'],
    ['sources.csv', 'x,lms,,,refuse,«CET,mailto,park,,,,,,1.0.0', 'default_offset'],
    ['sources.csv', 'x,lms,,,refuse,,«sha1,park,,,,,,1.0.0', 'mbox_sha1sum_of'],
    ['sources.csv', 'x,lms,,,refuse,,mailto,«guess,,,,,,1.0.0', 'unknown_person'],
    ['sources.csv', 'x,lms,,,refuse,,mailto,park,«www.x.example,,,,,1.0.0', 'issuer'],
    ['sources.csv', 'x,lms,,,refuse,,mailto,park,,«https://x.example/,,,,1.0.0', 'course_iri'],
    ['sources.csv', 'x,lms,,,refuse,,mailto,park,,,«1.5,,,1.0.0', 'certificate_retention_days'],
    ['sources.csv', 'x,lms,,,refuse,,mailto,park,,,,«scheme;case,,1.0.0', 'same_course'],
    ['sources.csv', 'x,lms,,,refuse,,mailto,park,,,,«slash;slash,,1.0.0', 'same_course'],
    ['enrollment-status.csv', 'openedx,«Done,none,x,,,1.0.0', 'status'],
    ['enrollment-status.csv', 'openedx,*,«active,x,,,1.0.0', 'state'],
    ['enrollment-status.csv', 'openedx,*,none,x,«none,,1.0.0', 'statement'],
    ['enrollment-status.csv', 'lms-beta,«*,none,x,,,1.0.0', 'status'],
    ['profiles.csv', '«x,,1.0.0', 'profile'],
    ['profiles.csv', '«https://w3id.org/xapi/video,,1.0.0', 'profile'],
    ['enrollment-status.csv', '«lms-gamma,Done,completed,x,expected,,1.0.0', 'source'],
    ['enrollment-status.csv', 'lms-beta,«in  PROGRESS,active,x,,,1.0.0', 'status'],
    ['enrollment-status.csv', 'lms-beta,Done,«finished,x,,,1.0.0', 'state'],
    ['enrollment-status.csv', 'lms-beta,Done,completed,«Done!,expected,,1.0.0', 'rule'],
    ['enrollment-status.csv', 'lms-beta,Done,completed,«lms-beta-completed,expected,,1.0.0', 'rule'],
    ['enrollment-status.csv', 'lms-beta,Done,completed,x,«,,1.0.0', 'statement'],
    ['enrollment-status.csv', 'lms-beta,Done,active,x,«none,,1.0.0', 'statement'],
    ['learning-rules.csv', '«A rule,*,*,urn:x:v,*,ignore,false,false,,1.0.0', 'rule'],
    ['learning-rules.csv', 'x,«nobody,*,urn:x:v,*,ignore,false,false,,1.0.0', 'source'],
    ['learning-rules.csv', 'x,*,«cmi5,urn:x:v,*,ignore,false,false,,1.0.0', 'profile'],
    ['learning-rules.csv', 'x,*,*,«completed,*,ignore,false,false,,1.0.0', 'verb'],
    ['learning-rules.csv', 'x,*,*,«http://adlnet.gov/expapi/verbs/completed,*,ignore,false,false,,1.0.0', 'verb'],
    ['learning-rules.csv', 'x,*,*,urn:x:v,«coarse,ignore,false,false,,1.0.0', 'activity_type'],
    ['activity-types.csv', '«course,course,,1.0.0', 'activity_type'],
    ['activity-types.csv', 'urn:x:t,«lecture,,1.0.0', 'kind'],
    ['activity-types.csv', '«http://adlnet.gov/expapi/activities/course,part,,1.0.0', 'activity_type'],
    ['verbs.csv', '«done,http://adlnet.gov/expapi/verbs/completed,,1.0.0', 'verb'],
    ['verbs.csv', 'urn:x:v,«urn:x:w,,1.0.0', 'same_as'],
    ['verbs.csv', '«http://adlnet.gov/expapi/verbs/passed,http://adlnet.gov/expapi/verbs/completed,,1.0.0', 'verb'],
    ['verbs.csv', '«http://activitystrea.ms/attend,http://adlnet.gov/expapi/verbs/completed,,1.0.0', 'verb'],
    ['learning-rules.csv', 'x,*,*,urn:x:v,*,«badge;badge,false,false,,1.0.0', 'derives'],
    ['learning-rules.csv', 'x,*,*,urn:x:v,*,«ignore;badge,false,false,,1.0.0', 'derives'],
    ['learning-rules.csv', 'x,*,*,urn:x:v,*,badge,«yes,false,,1.0.0', 'completed'],
    ['learning-rules.csv', 'x,*,*,urn:x:v,*,badge,false,«,,1.0.0', 'success'],
    ['course-skills.csv', '«sql,SQL,Own,urn:x:s,SQL,,0.5,,,,,1.0.0', 'course_id'],
    ['course-skills.csv', 'urn:x:c,«,Own,urn:x:s,SQL,,0.5,,,,,1.0.0', 'course_name'],
    ['course-skills.csv', 'urn:lms-beta:course:HSE-130,«Aid,Own,urn:x:s,Aid,,0.5,,,,,1.0.0', 'course_name'],
    ['course-skills.csv', 'urn:x:c,C,ESCO,«https://data.europa.eu/esco/skill/598de5b0,SQL,,0.5,,,,,1.0.0', 'skill_uri'],
    ['course-skills.csv', 'urn:x:c,C,Own,urn:x:s,«,,0.5,,,,,1.0.0', 'label'],
    ['course-skills.csv', 'urn:x:c,C,Own,urn:x:s,SQL,«wizard,0.5,,,,,1.0.0', 'level'],
    ['skill-levels.csv', '*,«basic,4,,1.0.0', 'level'],
    ['skill-levels.csv', '*,expert,«0,,1.0.0', 'rank'],
    ['skill-levels.csv', '*,expert,«high,,1.0.0', 'rank'],
    ['skill-levels.csv', '*,«,4,,1.0.0', 'level'],
    ['course-skills.csv', 'urn:x:c,C,Own,urn:x:s,SQL,,«0,,,,,1.0.0', 'confidence'],
    ['course-skills.csv', 'urn:x:c,C,Own,urn:x:s,SQL,,«80%,,,,,1.0.0', 'confidence'],
    [
      'course-skills.csv',
      'urn:x:c,C,«esco,http://data.europa.eu/esco/skill/598de5b0-5b58-4ea7-8058-a4bc4d18c742,SQL,,0.5,,,,,1.0.0',
      'framework',
    ],
    [
      'course-skills.csv',
      'urn:x:c,C,«O-NET,https://www.onetonline.org/find/descriptor/result/2.A.1.a,Reading,,0.5,,,,,1.0.0',
      'framework',
    ],
    [
      'course-skills.csv',
      'urn:x:c,C,O*NET,«https://onetonline.org/find/descriptor/result/2.A.1.a,Reading,,0.5,,,,,1.0.0',
      'skill_uri',
    ],
    ['course-skills.csv', 'urn:x:c,C,Own,urn:x:s,SQL,,0.5,«2026-3-1,,,,1.0.0', 'valid_from'],
    ['course-skills.csv', 'urn:x:c,C,Own,urn:x:s,SQL,,0.5,,«2026-02-29,,,1.0.0', 'valid_until'],
    ['course-skills.csv', 'urn:x:c,C,Own,urn:x:s,SQL,,0.5,2026-03-01,«2026-03-01,,,1.0.0', 'valid_until'],
    ['course-skills.csv', 'urn:x:c,C,Own,urn:x:s,SQL,,0.5,,,«2.5,,1.0.0', 'validity_months'],
    ['credentials.csv', '«first-aid,badge,First Aid,,,,1.0.0', 'credential_id'],
    ['credentials.csv', '«urn:lms-beta:course:HSE-130,certificate,First Aid,,,,1.0.0', 'credential_id'],
    ['credentials.csv', 'urn:x:b,«diploma,First Aid,,,,1.0.0', 'kind'],
    ['credentials.csv', 'urn:x:b,badge,«,,,,1.0.0', 'name'],
    ['credentials.csv', 'urn:x:b,badge,First Aid,«0,,,1.0.0', 'validity_months'],
    ['credentials.csv', 'urn:x:b,badge,First Aid,,«urn:x:b,,1.0.0', 'renews'],
    ['credentials.csv', 'urn:x:b,badge,First Aid,,«b,,1.0.0', 'renews'],
    ['repairs.csv', 'openedx,x,result.score,remove_null,,,«{,,,1.0.0', 'sample'],
    ['repairs.csv', 'openedx,x,result.score,remove_null,,,«7,,,1.0.0', 'sample'],
    ['repairs.csv', 'openedx,x,result.score,remove_null,,,null,«7,,1.0.0', 'sample_result'],
    ['repairs.csv', 'openedx,x,result.score,remove_null,,,,«7,,1.0.0', 'sample_result'],
    ['repairs.csv', 'openedx,x,result.score.raw,number,,,"""7""",«8,,1.0.0', 'sample_result'],
    ['repairs.csv', 'openedx,x,result.score.raw,number,,,"""7""",«,,1.0.0', 'sample_result'],
    ['repairs.csv', '«lms-gamma,x,result.score,remove_null,,,,,,1.0.0', 'source'],
    ['repairs.csv', '«hris-core,x,result.score,remove_null,,,,,,1.0.0', 'source'],
    ['repairs.csv', 'openedx,«X Y,result.score,remove_null,,,,,,1.0.0', 'repair'],
    ['repairs.csv', 'openedx,x,«$.result.score,remove_null,,,,,,1.0.0', 'place'],
    ['repairs.csv', 'openedx,x,«context.contextActivities.parent[],remove_null,,,,,,1.0.0', 'place'],
    ['repairs.csv', 'openedx,x,result.score,«delete,,,,,,1.0.0', 'action'],
    ['repairs.csv', 'openedx,x,actor.mbox,replace,«,b,,,,1.0.0', 'from'],
    ['repairs.csv', 'openedx,x,actor.mbox,prefix,«a,b,,,,1.0.0', 'from'],
    ['repairs.csv', 'openedx,x,actor.mbox,prefix,,«,,,,1.0.0', 'to'],
    ['repairs.csv', 'openedx,x,«object.objectType,replace,GroupActivity,Activity,,,,1.0.0', 'place'],
  ])('%s: %s', (file, row, field) => {
    faultAtMark(appended(file, row), field);
  });

  it('the same skill of a course twice, with the line it stands in', () => {
    const line = original('course-skills.csv').trimEnd().split('\n').length + 1;
    const rows = 'urn:x:c,C,Own,urn:x:s,SQL,,0.5,,,,,1.0.0\nurn:x:c,C,Own,«urn:x:s,SQL,,0.7,,,,,1.0.0';
    const fault = faultAtMark(appended('course-skills.csv', rows), 'skill_uri');
    expect(fault.expected).toBe(`each skill of a course once at a time; it stands in line ${line} already`);
  });

  it('reads an offset and an open range', () => {
    const row = 'x,lms,-1..1,0..,accept,-05:30,address,park,,,,,,1.0.0';
    const loaded = withFiles(appended('sources.csv', row).changes, loadMappings);
    expect(loaded.source('x')).toMatchObject({ default_offset_minutes: -330, raw_range: { min: 0, max: null } });
  });
});

describe('all faults of all files', () => {
  const all = {
    ...replaced(DOMAINS, 'northwind.example,lower', 'northwind.example,upper').changes,
    ...replaced('sources.csv', '-1..1', '-1..2').changes,
    ...replaced(SCORE, 'normalize_score_0_100,', 'normalise,').changes,
  };

  it('are told at once, in their order, with line, column, value and what was expected', () => {
    const load = (directory: string): MappingError => {
      try {
        loadMappings(directory);
      } catch (error) {
        if (error instanceof MappingError) return error;
      }
      throw new Error('no MappingError');
    };
    const [first, ...lines] = withFiles(all, load).message.split('\n');
    expect(first).toBe('3 faults in the mapping files');
    expect(lines).toEqual([
      '  email-domains.csv:5:19 local_part: "upper": expected keep or lower',
      expect.stringMatching(/^ {2}fields\/score\.csv:\d+:30 transform: "normalise": expected a transform: identity, /),
      '  sources.csv:6:14 scaled_convention: "-1..2": expected 0..1 or -1..1',
    ]);
  });

  it('are faults of their own: none is told only because of another', () => {
    expect(faultsOf({ 'sources.csv': null })).toHaveLength(1);
    expect(faultsOf(replaced('sources.csv', 'lms-beta,lms', 'lms-beta,tms').changes)).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import { loadExportMap } from '../../../mappings/exports/load.ts';
import type { ExportKind } from '../../../mappings/exports/targets.ts';
import { loadMappings } from '../../../mappings/index.ts';
import { confirmed, run, temporary, written } from './support.ts';

const mappings = loadMappings();

interface System {
  readonly system: string;
  readonly file: string;
  readonly content: string | object;
  readonly kind: ExportKind;
  readonly finds: Readonly<Record<string, string | readonly string[]>>;
}

/** Exports in the form in which systems write them. */
const SYSTEMS: readonly System[] = [
  {
    system: 'a transcript report of Cornerstone',
    file: 'cornerstone.csv',
    content:
      '"User ID","User Email","Training Title","Training Object ID","Transcript Status","Transcript Registration Date","Transcript Completed Date"\n' +
      '"ada","a.secret@corp.example","Awareness","a1-1","Completed","3/1/2026 9:15 AM","3/14/2026 3:30 PM"\n' +
      '"bob","b.secret@corp.example","Leadership","a1-2","In Progress","3/2/2026 9:15 AM",""\n',
    kind: 'enrollments',
    finds: {
      'learner.value': "['User Email']",
      course_id: "['Training Object ID']",
      status: "['Transcript Status']",
      occurred_at: ["['Transcript Completed Date']", "['Transcript Registration Date']"],
    },
  },
  {
    system: 'a report of TalentLMS, with a dash for nothing',
    file: 'talentlms.csv',
    content:
      'User,Course,Email,Status,Enrolled on,Completion date\n' +
      'A,Awareness,a.secret@corp.example,Completed,"14/02/2026, 09:00:00","01/03/2026, 10:00:00"\n' +
      'B,Awareness,b.secret@corp.example,In progress,"15/02/2026, 09:00:00",-\n',
    kind: 'enrollments',
    finds: { course_id: 'Course', occurred_at: ["['Completion date']", "['Enrolled on']"] },
  },
  {
    system: 'enrollments of Canvas, whose ids are numbers and stay the same while the standing changes',
    file: 'canvas.json',
    content: [
      { id: 1, course_id: 125, enrollment_state: 'completed', user_id: 7, updated_at: '2026-03-01T10:00:00Z' },
      { id: 2, course_id: 125, enrollment_state: 'completed', user_id: 8, updated_at: '2026-03-02T10:00:00Z' },
    ],
    kind: 'enrollments',
    finds: { event_id: '$', 'learner.value': 'user_id', course_id: 'course_id', occurred_at: 'updated_at' },
  },
  {
    system: 'OData of SuccessFactors',
    file: 'successfactors.json',
    content: {
      d: {
        results: [
          {
            __metadata: { type: 'SFOData.User' },
            userId: '1',
            email: 'a.secret@corp.example',
            status: 't',
            lastModifiedDateTime: '/Date(1772359200000+0000)/',
          },
          {
            __metadata: { type: 'SFOData.User' },
            userId: '2',
            email: 'b.secret@corp.example',
            status: 'f',
            lastModifiedDateTime: '/Date(1772359200000+0000)/',
          },
        ],
      },
    },
    kind: 'workers',
    finds: { kind: 'status', employee_id: 'userId', 'worker.email': 'email', effective_at: 'lastModifiedDateTime' },
  },
  {
    system: 'Personio, which wraps each value',
    file: 'personio.json',
    content: {
      success: true,
      data: [1, 2].map((id) => ({
        type: 'Employee',
        attributes: {
          id: { label: 'ID', value: id, type: 'integer' },
          first_name: { label: 'First name', value: 'Secret', type: 'standard' },
          employment_type: { label: 'Employment type', value: id === 1 ? 'internal' : 'external' },
          last_modified_at: { label: 'Last modified', value: '2026-03-01T10:00:00+01:00' },
        },
      })),
    },
    kind: 'workers',
    finds: {
      employee_id: 'attributes.id.value',
      'worker.given_name': 'attributes.first_name.value',
      'worker.employment_kind': 'attributes.employment_type.value',
      effective_at: 'attributes.last_modified_at.value',
    },
  },
  {
    system: 'users of SCIM',
    file: 'scim.json',
    content: {
      Resources: [1, 2].map((id) => ({
        id: `u${id}`,
        userType: id === 1 ? 'Employee' : 'Contractor',
        emails: [{ value: `secret${id}@corp.example`, type: 'work' }],
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { employeeNumber: `secret-${id}` },
        meta: { lastModified: '2026-03-01T10:00:00Z' },
      })),
    },
    kind: 'workers',
    finds: {
      employee_id: "['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'].employeeNumber",
      'worker.employment_kind': 'userType',
      'worker.email': 'emails[0].value',
      effective_at: 'meta.lastModified',
    },
  },
  {
    system: 'a report of UKG, with those who have left and a date of birth',
    file: 'ukg.csv',
    content:
      'Employee #,Primary Email,Employment Status,Employee Type,Date of Birth,Last Hire Date,Termination Date\n' +
      '001001,a.secret@corp.example,A,REG,01/15/1990,01/15/2024,\n' +
      '001002,b.secret@corp.example,A,CON,01/16/1991,01/16/2024,\n' +
      '001003,c.secret@corp.example,T,REG,01/17/1992,01/17/2024,02/28/2026\n',
    kind: 'workers',
    finds: {
      kind: "['Employment Status']",
      employee_id: "['Employee #']",
      'worker.employment_kind': "['Employee Type']",
      effective_at: ["['Employment Status'='T']['Termination Date']", '$received_at'],
    },
  },
];

describe('init guesses the columns of', () => {
  it.each(SYSTEMS)('$system', async ({ file, content, kind, finds }) => {
    const sample = written(file, typeof content === 'string' ? content : JSON.stringify(content));
    const source = kind === 'workers' ? 'hris-core' : 'lms-beta';
    const map = temporary(`${file}.map.csv`);
    const { code, out, err } = await run('init', sample, '--source', source, '--kind', kind, '--out', map);
    expect([code, err]).toEqual([0, '']);
    expect(out).not.toMatch(/secret/i);

    const sources = Map.groupBy(
      loadExportMap(map, kind, mappings, { guesses: 'accept' }).rows,
      ({ target_field }) => target_field,
    );
    for (const [target, places] of Object.entries(finds)) {
      expect(
        sources.get(target)?.map(({ source_field }) => source_field),
        target,
      ).toEqual([places].flat());
    }
    const dry = ['dry-run', sample, '--source', source, '--kind', kind, '--map'];
    const guessed = await run(...dry, map);
    expect(guessed.out).toContain(' 0  would be published');
    expect(guessed.code).toBe(1);
    const tried = await run(...dry, confirmed(map));
    expect(tried.out).toContain(' 0  would be refused');
    expect(tried.code).toBe(0);
  });

  it.each([
    ['2026-03-14 15:30:45.0', 'parse_date(YYYY-MM-DD HH:mm:ss.SSS)'],
    ['2026-03-14 15:30:45 UTC', 'parse_date(YYYY-MM-DD HH:mm:ss Z)'],
    ['14-Mar-2026', 'parse_date(DD-MMM-YYYY)'],
    ['Saturday, 14 March 2026, 3:30 PM', "parse_date('dddd, DD MMM YYYY, hh:mm A')"],
    ['1773502245', 'epoch(s)'],
    ['1773502245000', 'epoch(ms)'],
    ['46095.646354', 'excel_date'],
  ])('a table with times like %s', async (time, transform) => {
    const cell = `"${time}"`;
    const sample = written(
      'times.csv',
      `User ID,Course ID,Status,Completed On\nU1,C1,Completed,${cell}\nU2,C1,Completed,${cell}\n`,
    );
    const map = temporary(`times-${transform.length}-${time.length}.csv`);
    await run('init', sample, '--source', 'lms-beta', '--kind', 'enrollments', '--out', map);
    const { rows } = loadExportMap(map, 'enrollments', mappings, { guesses: 'accept' });
    expect(rows).toContainEqual(
      expect.objectContaining({ target_field: 'occurred_at', source_field: "['Completed On']" }),
    );
    const { out } = await run(
      'dry-run',
      sample,
      '--source',
      'lms-beta',
      '--kind',
      'enrollments',
      '--map',
      map,
      '--json',
    );
    expect(JSON.parse(out.split('\n')[0]!).records[0].value.changed_at).toBeGreaterThan(Date.UTC(2026, 2, 13));
    expect(JSON.parse(out.split('\n')[0]!).records[0].value.changed_at).toBeLessThan(Date.UTC(2026, 2, 15));
  });

  it('a table below other lines, once it is told which line names them', async () => {
    const sample = written(
      'titled.csv',
      'Transcript\nRun by the training team\n\nUser ID,Course ID,Status,Changed On\nU1,C1,Completed,2026-03-14\n',
    );
    const args = [
      'init',
      sample,
      '--source',
      'lms-beta',
      '--kind',
      'enrollments',
      '--out',
      temporary('titled-map.csv'),
    ];
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toContain('--header');
    const { code: done, out } = await run(...args, '--header', '4');
    expect(done).toBe(0);
    expect(out).toContain('--header 4');
  });
});

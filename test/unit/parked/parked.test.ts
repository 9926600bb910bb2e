import { describe, expect, it } from 'vitest';
import { listParked } from '../../../tools/parked/list.ts';
import { describeAlias, describeParked, describeRecord } from '../../../tools/parked/print.ts';
import { showAlias, showParked } from '../../../tools/parked/show.ts';
import { createParts, HOUR_MS, NOW, PARKED, waitingFor } from './fixtures.ts';

describe('what is parked', () => {
  /** Two aliases wait; a third did, and has gone back. */
  const company = () => {
    const made = createParts();
    const a = made.park('aa');
    const b = made.park('bb', { parked_at: NOW - 50 * HOUR_MS, service: 'enrollment' });
    made.wait('aa', waitingFor({ offset: a.offset, deadline_at: NOW + HOUR_MS }));
    made.wait('gone', waitingFor({ offset: 0, deadline_at: NOW }));
    made.wait('bb', waitingFor({ offset: b.offset, deadline_at: NOW - 1 }, { offset: 90, deadline_at: NOW + 5 }));
    made.wait('gone', null);
    return { ...made, a, b };
  };

  it('is counted by the last entry of each alias, and listed by deadline', async () => {
    const { parts, a, b } = company();
    expect(await listParked(parts, 10, NOW)).toEqual({
      ...{ aliases: 2, records: 3, linked: 0, recalled: 0, overdue: 1 },
      rows: [
        {
          ...{ alias: 'bb', records: 2, deadline_at: NOW - 1, linked: false, recalled: false },
          oldest: `${PARKED}/${b.partition}/${b.offset}`,
          parked: { parked_at: NOW - 50 * HOUR_MS, service: 'enrollment', reason: 'unknown' },
        },
        {
          ...{ alias: 'aa', records: 1, deadline_at: NOW + HOUR_MS, linked: false, recalled: false },
          oldest: `${PARKED}/${a.partition}/${a.offset}`,
          parked: { parked_at: NOW - 2 * HOUR_MS, service: 'learning', reason: 'unknown' },
        },
      ],
    });
  });

  it('is counted in full and listed in part', async () => {
    const { parts } = company();
    const listing = await listParked(parts, 1, NOW);
    expect([listing.aliases, listing.rows.map(({ alias }) => alias)]).toEqual([2, ['bb']]);
    expect(describeParked(listing, NOW)).toContain('1 more');
  });

  it('may be on its way back', async () => {
    const { parts, wait } = company();
    wait('aa', { ...waitingFor({ offset: 0, deadline_at: NOW + HOUR_MS }), due_at: 0 });
    expect(await listParked(parts, 10, NOW)).toMatchObject({ linked: 1, recalled: 0 });
  });

  it('may be on its way back because somebody recalled it', async () => {
    const { parts, wait, a } = company();
    const entry = waitingFor({ offset: a.offset, deadline_at: NOW + HOUR_MS });
    wait('aa', { ...entry, due_at: 0, recalled_up_to: a.offset });
    const listing = await listParked(parts, 10, NOW);
    expect(listing).toMatchObject({ linked: 0, recalled: 1 });
    expect(describeParked(listing, NOW)).toMatch(/aa .* recall /);
    expect(describeAlias((await showAlias(parts, 'aa'))!, NOW)).toContain('recalled');
  });

  it('may have expired before it went back, which is said', async () => {
    const { parts, expire } = company();
    expire(5);
    const listing = await listParked(parts, 10, NOW);
    expect(listing.rows.map(({ parked }) => parked)).toEqual([null, null]);
    expect(describeParked(listing, NOW)).toContain('EXPIRED');
  });

  it('is shown by age and deadline, without anything personal', async () => {
    const { parts } = company();
    const listing = await listParked(parts, 10, NOW);
    const text = describeParked(listing, NOW);
    expect(text).toMatch(/bb .* 2 d .* passed/);
    expect(text).toMatch(/aa .* 2 h .* in 1 h/);
    for (const shown of [text, JSON.stringify(listing)]) expect(shown).not.toMatch(/someone|private/);
    expect(describeParked({ aliases: 0, records: 0, linked: 0, recalled: 0, overdue: 0, rows: [] }, NOW)).toBe(
      'nothing is parked',
    );
  });

  it('can be looked at by alias', async () => {
    const { parts, b } = company();
    const shown = await showAlias(parts, 'bb');
    expect(shown).toEqual({
      alias: 'bb',
      linked: false,
      recalled: false,
      records: [
        { at: `${PARKED}/${b.partition}/${b.offset}`, deadline_at: NOW - 1 },
        { at: `${PARKED}/${b.partition}/90`, deadline_at: NOW + 5 },
      ],
    });
    expect(describeAlias(shown!, NOW)).toContain('waits for its link');
    expect(await showAlias(parts, 'gone')).toBeNull();
  });

  it('can be looked at one by one; what is personal only on demand', async () => {
    const { parts, a } = company();
    const closed = await showParked(parts, a, false);
    expect(closed).toMatchObject({
      alias: 'aa',
      origin: 'raw.xapi/3/17',
      waiting: true,
      headers: { traceparent: '00-a' },
    });
    expect(JSON.stringify(closed)).not.toMatch(/someone|private/);
    const opened = await showParked(parts, a, true);
    expect(opened?.personal).toEqual({
      key: 'mailto:someone@example.com',
      value: { statement: 'private' },
      decoded: true,
    });
    expect(describeRecord(opened!)).toContain('PERSONAL DATA');
    expect(await showParked(parts, { ...a, offset: 99 }, false)).toBeNull();
  });

  it('is told from what went back', async () => {
    const { parts, park } = company();
    expect(await showParked(parts, park('aa'), false)).toMatchObject({ waiting: false });
  });
});

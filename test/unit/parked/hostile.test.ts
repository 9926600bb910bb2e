import { describe, expect, it } from 'vitest';
import { formatJson } from '../../../tools/cli/text.ts';
import { listParked } from '../../../tools/parked/list.ts';
import { describeAlias, describeParked, describeRecord } from '../../../tools/parked/print.ts';
import { readCandidates } from '../../../tools/parked/replay/candidates.ts';
import { showAlias, showParked } from '../../../tools/parked/show.ts';
import { Undecodable } from '../../../tools/topics/read.ts';
import { createParts, GARBAGE, HOUR_MS, NOW, PARKED, waitingFor } from './fixtures.ts';

const EVIL = '\u001b]0;title\u0007\u009b31m\u202eevil\u200f\r\n\u2028 end';
const STEERING = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const WAITING = 'identity.waiting';

/** One alias waits as it should. */
const company = () => {
  const made = createParts();
  const good = made.park('aa');
  made.wait('aa', waitingFor({ offset: good.offset, deadline_at: NOW + HOUR_MS }));
  const unreadable: string[] = [];
  return {
    ...made,
    good,
    unreadable,
    lenient: { ...made.parts, onUnreadable: (what: string) => unreadable.push(what) },
  };
};

describe('records that cannot be read', () => {
  it('are left out and named, and hide no others', async () => {
    const { lenient, append, unreadable } = company();
    append(WAITING, 'xx', GARBAGE);
    append(PARKED, 'aa', GARBAGE);
    expect(await listParked(lenient, 10, NOW)).toMatchObject({ aliases: 1, records: 1, rows: [{ alias: 'aa' }] });
    expect(await showAlias(lenient, 'aa')).toMatchObject({ records: [{}] });
    const candidates = await Array.fromAsync(readCandidates(lenient, { filter: {}, named: [] }, () => undefined));
    expect(candidates).toMatchObject([{ alias: 'aa', oldest: { service: 'learning' } }]);
    expect(unreadable).toContainEqual(expect.stringMatching(/^identity\.waiting\/\d\/\d: undecodable$/));
  });

  it('are no parked records when they are asked for', async () => {
    const { lenient, append } = company();
    expect(await showParked(lenient, append(PARKED, 'aa', GARBAGE), true)).toBeNull();
  });

  it('end a reading that must know all', async () => {
    const { parts, append } = company();
    append(WAITING, 'xx', GARBAGE);
    await expect(listParked(parts, 10, NOW)).rejects.toThrow(Undecodable);
  });
});

describe('a parked record that means harm', () => {
  it('steers no terminal, and stops no command', async () => {
    const { lenient, park, wait } = company();
    const evil = park(EVIL, {
      ...{ alias: EVIL, service: EVIL, event_id: EVIL, parked_at: -1, deadline_at: 2 ** 53 - 1, timestamp: -(2 ** 53) },
      origin: { topic: '__proto__', partition: -1, offset: -1 },
      headers: ['__proto__', 'constructor', EVIL].map((name) => ({ name, value: Buffer.from(EVIL) })),
      ...{ key: Buffer.from(EVIL), value: Buffer.from(EVIL) },
    });
    wait(EVIL, waitingFor({ offset: evil.offset, deadline_at: 2 ** 53 - 1 }));
    const listing = await listParked(lenient, 10, NOW);
    const alias = (await showAlias(lenient, EVIL))!;
    const record = (await showParked(lenient, evil, true))!;
    const texts = [describeParked(listing, NOW), describeAlias(alias, NOW), describeRecord(record)];
    for (const text of [...texts, ...[listing, alias, record].map(formatJson)]) {
      expect(STEERING.exec(text)?.[0]).toBeUndefined();
    }
    expect(record.personal).toMatchObject({ decoded: false });
  });
});

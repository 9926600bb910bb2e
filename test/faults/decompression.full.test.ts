import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { untilReady } from '../../tools/demo/services.ts';
import { hire, worker } from '../support/hr.ts';
import type { SentRecord } from '../support/send.ts';
import { completion, statementId } from '../support/statements.ts';
import type { Proof } from './support/company.ts';
import { scenario } from './support/scenario.ts';

const AT = Date.UTC(2026, 4, 1);
const MIB = 1024 * 1024;
const [GZIP, SNAPPY, LZ4, ZSTD] = [1, 2, 3, 4];
/** All in one partition, so that whatever stops it stops all. */
const PARTITION = 0;
const REPEATS = 2_000;
/** A service that handles ordinary records takes about half of it. */
const MEMORY_MAX_BYTES = 512 * MIB;

const totalsOf = ({ ledger }: Proof) => ledger.inputs.find(({ topic }) => topic === 'raw.xapi')!;

const mostMemory = async (pid: number): Promise<number> =>
  Number(/^VmHWM:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;

scenario(
  'batches of all codecs that hold far more than they weigh, in a heap of 256 MB',
  async (company) => {
    await company.startOthers('learning');
    const learning = await company.start('learning', { nodeArgs: ['--max-old-space-size=256'] });
    await untilReady(learning);
    await hire(company.sender, { E1: worker({ email: 'ada@example.com' }) }, AT);
    await company.untilHandled('identity');

    let made = 0;
    const good = (changes: object = {}): SentRecord => {
      made += 1;
      const id = statementId(made);
      const value = completion(company.sender, { id, mbox: 'mailto:ada@example.com', at_ms: AT, changes });
      return { key: 'learner', partition: PARTITION, value };
    };
    const zeros = (bytes: number): SentRecord => ({ key: 'learner', partition: PARTITION, value: Buffer.alloc(bytes) });
    const send = async (compression: number, records: readonly SentRecord[]): Promise<void> => {
      // What a batch is compressed with concerns nobody before and behind it.
      await company.sender.send('raw.xapi', [good()]);
      await company.sender.send('raw.xapi', records, { compression });
    };
    await send(ZSTD, [zeros(400 * MIB)]);
    await send(GZIP, [good(), ...Array.from({ length: 45 }, () => zeros(4 * MIB)), good()]);
    await send(LZ4, [good(), zeros(40 * MIB), good()]);
    await send(SNAPPY, [zeros(20 * MIB), good()]);
    // Of one batch each, which is read piece by piece.
    const extension = { context: { extensions: { 'https://example.com/text': 'x'.repeat(20_000) } } };
    const same = good(extension);
    for (const codec of [ZSTD, LZ4]) await send(codec, new Array<SentRecord>(REPEATS).fill(same));
    await send(ZSTD, [good()]);
    await company.untilHandled('learning');
    expect(await mostMemory(learning.pid)).toBeLessThan(MEMORY_MAX_BYTES);
    return {
      faults: 6,
      check: (proof) => {
        const { published, duplicate, dead, dead_by_code } = totalsOf(proof);
        // Of the zeros in gzip 31 fit into what a batch may hold; the others stand in one dead letter, with what is behind them.
        expect({ published, duplicate, dead, dead_by_code }).toEqual({
          published: made - 1,
          duplicate: 2 * REPEATS - 1,
          dead: 34 + 15,
          dead_by_code: { too_large: 34, batch_too_large: 1 },
        });
      },
    };
  },
  { ownReader: true, env: { CHUNK_RECORDS_MAX: '2000' }, timeout_ms: 480_000 },
);

import { readSettings } from '../../services/runtime/config/settings.ts';
import { createOpener } from '../../services/runtime/engine/dead-letter-seal.ts';
import { replay } from '../../tools/dead-letters/replay/replay.ts';
import { connectTool } from '../../tools/replay/connect.ts';
import { rangesOf } from '../../tools/topics/ranges.ts';

/** Replays dead letters as the command does, in batches of five, and dies with the batch of number `KILL_AT` in hand. */
const settings = readSettings(process.env, ['kafka', 'registry', 'engine', 'dead_letters']);
const parts = await connectTool(settings, 'dead-letters');
let batches = 0;

await replay(
  {
    ...parts,
    clock: { now_ms: Date.now, elapsed_ms: () => performance.now(), sleep: async () => undefined },
    beforeCommit: async () => {
      batches += 1;
      if (batches === Number(process.env['KILL_AT'])) process.kill(process.pid, 'SIGKILL');
    },
  },
  {
    ranges: await rangesOf(parts.reader, ['raw.xapi.dlq'], undefined),
    filter: {},
    rules: {
      attempts_max: 5,
      allow: new Set(),
      claim_ttl_ms: settings.engine.claim_ttl_ms,
      opener: createOpener([settings.dead_letters.key]),
    },
  },
  {
    run_id: 'killed',
    operator: 'test',
    reason: 'killed in the middle',
    records_per_s: 5,
    signal: new AbortController().signal,
  },
);

import { randomUUID } from 'node:crypto';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { replay, type Selection } from '../../tools/parked/replay/replay.ts';
import type { Tally } from '../../tools/parked/replay/tally.ts';
import { connectTool, type ToolParts } from '../../tools/replay/connect.ts';

export interface RecallOptions {
  readonly selection?: Partial<Selection>;
  readonly records_per_s?: number;
  readonly beforeCommit?: ToolParts['beforeCommit'];
}

/** Recalls everything that is parked, as the command does. */
export const recallAll = async (
  env: Readonly<Record<string, string>>,
  { selection = {}, records_per_s = 100_000, beforeCommit }: RecallOptions = {},
): Promise<Tally & { readonly sent: number }> => {
  const { close, ...parts } = await connectTool(readSettings(env), 'parked');
  try {
    return await replay(
      beforeCommit === undefined ? parts : { ...parts, beforeCommit },
      { filter: {}, named: [], attempts_max: 1_000, ...selection },
      {
        run_id: randomUUID(),
        operator: 'test',
        reason: 'the policy is mended',
        records_per_s,
        signal: new AbortController().signal,
      },
    );
  } finally {
    await close();
  }
};

import { expect, it } from 'vitest';
import { readState, StateUnbounded } from '../../../services/runtime/engine/look-up.ts';
import { STATE_ROUNDS_MAX, type TableKey } from '../../../services/runtime/service.ts';

/** A chain of entries, each of which names the next one. */
const chain = (length: number) => {
  const read = new Set<string>();
  const named = (): readonly TableKey[] =>
    Array.from({ length: Math.min(read.size + 1, length) }, (_, i) => ({ table: 'identity.worker', key: String(i) }));
  const view = {
    has: ({ key }: TableKey) => read.has(key),
    load: async (keys: readonly TableKey[]) => {
      for (const { key } of keys) read.add(key);
    },
  };
  return { read, view, named };
};

it('entries are read until none names an unread one', async () => {
  const { read, view, named } = chain(STATE_ROUNDS_MAX);
  await readState(view, named);
  expect(read.size).toBe(STATE_ROUNDS_MAX);
});

it('a service that names ever more is not let to decide by half of them', async () => {
  const { view, named } = chain(STATE_ROUNDS_MAX + 1);
  await expect(readState(view, named)).rejects.toThrow(StateUnbounded);
});

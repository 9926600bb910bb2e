import type { LedgerEntry, Position } from '../../schemas/types.generated.ts';
import { formatPartition } from './coordinates.ts';
import type { Findings } from './findings.ts';
import type { Inputs } from './inputs.ts';
import type { DecodeValue, TopicReader } from './topic-reader.ts';

export const POSITION_TOPIC = 'ops.position';

/** The newest position of each key. */
export const readPositions = async (reader: TopicReader, decode: DecodeValue): Promise<readonly Position[]> => {
  const positions = new Map<string, Position>();
  for await (const { key, value } of reader.read(POSITION_TOPIC)) {
    const name = key?.toString() ?? '';
    if (value === null) positions.delete(name);
    else positions.set(name, (await decode(POSITION_TOPIC, value)) as Position);
  }
  return [...positions.values()];
};

/** The positions and the ledger are written in the same transactions, so both end at the same record. */
export const checkPositions = (positions: readonly Position[], inputs: Inputs, findings: Findings): void => {
  const said = new Map(positions.map((position) => [`${position.group}|${formatPartition(position)}`, position]));
  for (const [name, { coverage }] of inputs) {
    const last: LedgerEntry | undefined = coverage.chunks.at(-1)?.entry;
    if (last === undefined) continue;
    const position = said.get(`${last.group}|${name}`);
    if (position?.topic_id === last.topic_id && position.claimed_offset === last.next_offset) continue;
    findings.add(
      'position_differs',
      name,
      `${position?.claimed_offset ?? 'none'}, the ledger ends at ${last.next_offset}`,
    );
  }
};

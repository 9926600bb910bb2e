/** Up to where a group has handled an input partition, as its last transaction said. */
export interface Position {
  /** Id of the topic that the offsets belong to. */
  readonly topic_id: string;
  /** Offset of the next record to handle. */
  readonly next_offset: number;
  /** One past the last record handled: the idempotency keys of all records before it were claimed. */
  readonly claimed_offset: number;
}

/** What is known of an input partition when a processor takes it over. */
export interface Witnesses {
  /** Committed offset of the group; null when it has none. */
  readonly committed: number | null;
  /** What `ops.position` says; null when it says nothing. */
  readonly position: Position | null;
  readonly topic_id: string;
  /** Log start offset. */
  readonly earliest: number;
  /** Last stable offset. */
  readonly latest: number;
}

/**
 * Why the committed offset alone must not be followed:
 * - `committed_offset_missing`, `committed_offset_behind`, `committed_offset_ahead`: it was deleted, expired or moved;
 *   `ops.position` is followed instead, so nothing is handled twice or skipped;
 * - `position_missing`: only the committed offset is there, so what it says cannot be checked;
 * - `topic_recreated`: the offsets belong to a topic that was deleted; the new one is read from its start;
 * - `log_truncated`: the log ends before the position;
 * - `records_deleted`: the log starts behind the position: records were deleted before they were handled.
 */
export const POSITION_PROBLEMS = [
  'committed_offset_missing',
  'committed_offset_behind',
  'committed_offset_ahead',
  'position_missing',
  'topic_recreated',
  'log_truncated',
  'records_deleted',
] as const;
export type PositionProblem = (typeof POSITION_PROBLEMS)[number];

export interface Located {
  readonly position: Position;
  readonly problems: readonly PositionProblem[];
  /** Offsets that were deleted before they were handled; transaction markers among them are counted too. */
  readonly records_lost_max: number;
}

/** Decides where to go on in an input partition, from all that is known of it. */
export const locate = (witnesses: Witnesses): Located => {
  const { earliest } = witnesses;
  const { position, problems } = startOf(witnesses);
  if (position.next_offset >= earliest) return { position, problems, records_lost_max: 0 };
  return {
    position: { ...position, next_offset: earliest },
    problems: [...problems, 'records_deleted'],
    records_lost_max: earliest - position.next_offset,
  };
};

type Start = Pick<Located, 'position' | 'problems'>;

const startOf = (witnesses: Witnesses): Start => {
  const { committed, position, topic_id, earliest, latest } = witnesses;
  if (position === null) return withoutPosition(witnesses);
  if (position.topic_id !== topic_id) {
    // Whatever was deleted from the new topic before was never handled.
    return { position: fromStart(topic_id, 0), problems: ['topic_recreated'] };
  }
  if (position.next_offset > latest) {
    const claimed_offset = Math.min(position.claimed_offset, latest);
    return {
      position: { topic_id, next_offset: Math.max(latest, earliest), claimed_offset },
      problems: ['log_truncated'],
    };
  }
  return { position, problems: committedProblems(committed, position.next_offset) };
};

const withoutPosition = ({ committed, topic_id, earliest, latest }: Witnesses): Start => {
  if (committed === null) return { position: fromStart(topic_id, earliest), problems: [] };
  // A topic that was created again, perhaps. Idempotency keys keep what really is a repeat from being published again.
  if (committed > latest)
    return { position: fromStart(topic_id, earliest), problems: ['position_missing', 'log_truncated'] };
  // All that was committed was claimed.
  return { position: { topic_id, next_offset: committed, claimed_offset: committed }, problems: ['position_missing'] };
};

const fromStart = (topic_id: string, next_offset: number): Position => ({ topic_id, next_offset, claimed_offset: 0 });

const committedProblems = (committed: number | null, next_offset: number): readonly PositionProblem[] => {
  if (committed === null) return ['committed_offset_missing'];
  if (committed < next_offset) return ['committed_offset_behind'];
  return committed > next_offset ? ['committed_offset_ahead'] : [];
};

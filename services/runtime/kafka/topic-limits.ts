/** How large a batch may be that a topic takes, in bytes. */
export interface TopicLimits {
  /** What the topology declares, or less where brokers were found to take less. */
  readonly bytesMaxOf: (topic: string) => number;
  /**
   * A broker refused a batch for its size.
   * @returns whether the limit of the topic is lower now, so that it is worth another try
   */
  readonly refused: (topic: string) => Promise<boolean>;
}

export interface TopicLimitsOptions {
  /** The limit that the topology declares. */
  readonly declared: (topic: string) => number;
  /** The limit that the brokers have in effect; null where they do not say. */
  readonly ask: (topic: string) => Promise<number | null>;
  /** A clock that never goes back, milliseconds. */
  readonly now_ms: () => number;
}

/** An operator may raise a limit again. Nobody tells, so it is asked for now and then. */
const ASK_AGAIN_MS = 60_000;
/** Where brokers do not say their limit, it is looked for by halves down to here. */
const GUESS_MIN_BYTES = 1_024;

interface Learned {
  readonly bytes: number;
  readonly at_ms: number;
}

export const createTopicLimits = ({ declared, ask, now_ms }: TopicLimitsOptions): TopicLimits => {
  const learned = new Map<string, Learned>();

  const learn = (topic: string, bytes: number): void => {
    if (bytes >= declared(topic)) learned.delete(topic);
    else learned.set(topic, { bytes, at_ms: now_ms() });
  };

  /** Meanwhile the limit that is known holds. */
  const askAgain = (topic: string, known: Learned): void => {
    learned.set(topic, { bytes: known.bytes, at_ms: now_ms() });
    void ask(topic).then((bytes) => learn(topic, bytes ?? known.bytes * 2));
  };

  const bytesMaxOf = (topic: string): number => {
    const known = learned.get(topic);
    if (known === undefined) return declared(topic);
    if (now_ms() - known.at_ms > ASK_AGAIN_MS) askAgain(topic, known);
    return Math.min(declared(topic), known.bytes);
  };

  const refused = async (topic: string): Promise<boolean> => {
    const before = bytesMaxOf(topic);
    const said = await ask(topic);
    const bytes = said ?? Math.floor(before / 2);
    if (bytes >= before || (said === null && bytes < GUESS_MIN_BYTES)) return false;
    learn(topic, bytes);
    return true;
  };

  return { bytesMaxOf, refused };
};

/**
 * Tells from the consumer's own log when it has read a topic to its end. Waiting for silence would be a guess: a slow
 * broker is silent too. Transaction markers take offsets, so the offsets of records do not tell either; but the
 * consumer logs the position of each fetch and the high watermark that the broker answers with. A read_committed
 * consumer stands still before an open transaction, and so below the high watermark, until it is known what becomes of
 * it.
 */
export class ConsumerProgress {
  readonly #position = new Map<string, number>();
  readonly #end = new Map<string, number>();

  /** Takes one line of the log that `log4j2.properties` asks for. Other lines are ignored. */
  observe(line: string): void {
    const assigned = /Adding newly assigned partitions: \[(.+)\]/.exec(line);
    if (assigned !== null) {
      for (const partition of assigned[1]!.split(', ')) this.#position.set(partition, -1);
    }
    // Sent only once the application has been given all that came before.
    const fetch = /Added \S+ fetch request for partition (\S+) at position FetchPosition\{offset=(\d+)/.exec(line);
    if (fetch !== null) this.#position.set(fetch[1]!, Number(fetch[2]));
    const answer = /Fetch \S+ at offset \d+ for partition (\S+) returned .*?highWatermark=(\d+)/.exec(line);
    if (answer !== null) this.#end.set(answer[1]!, Number(answer[2]));
  }

  /** True when every assigned partition has been read up to the last record known, and none of them is undecided. */
  get atEnd(): boolean {
    if (this.#position.size === 0) return false;
    return [...this.#position].every(([partition, position]) => {
      const end = this.#end.get(partition);
      return end !== undefined && position >= end;
    });
  }
}

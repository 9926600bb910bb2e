/** What the floor is told. Crosses a process boundary as JSON, so bytes are base64. */
export interface FloorPlan {
  readonly brokers: readonly string[];
  readonly group: string;
  readonly input: string;
  /** Records in the input topic. */
  readonly events: number;
  /** As the service has them. */
  readonly concurrency: number;
  readonly chunk_records_max: number;
  readonly fetch: {
    readonly wait_max_ms: number;
    readonly min_bytes: number;
    readonly bytes_max: number;
    readonly partition_bytes_max: number;
  };
  readonly outputs: readonly FloorOutput[];
}

export interface FloorOutput {
  readonly topic: string;
  /** Records per input record, on average. */
  readonly per_event: number;
  /** Records that the service wrote; sent again and again. */
  readonly samples: readonly FloorSample[];
}

export interface FloorSample {
  readonly key: string;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the floor says at its end. */
export interface FloorResult {
  readonly chunks: readonly { readonly at_ms: number; readonly records: number }[];
  readonly outputs: Readonly<Record<string, number>>;
}

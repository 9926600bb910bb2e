/** Where a record stands in Kafka. */
export interface Coordinates {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** `<topic>/<partition>/<offset>`, as the `origin` header has it. */
export const formatCoordinates = ({ topic, partition, offset }: Coordinates): string =>
  `${topic}/${partition}/${offset}`;

const FORMAT = /^([^/]+)\/(\d+)\/(\d+)$/;

/** Reads `<topic>/<partition>/<offset>`; null when the text is anything else. */
export const parseCoordinates = (text: string): Coordinates | null => {
  const [, topic, partition, offset] = FORMAT.exec(text) ?? [];
  return topic === undefined ? null : { topic, partition: Number(partition), offset: Number(offset) };
};

/** `<topic>/<partition>`. */
export const formatPartition = ({ topic, partition }: Pick<Coordinates, 'topic' | 'partition'>): string =>
  `${topic}/${partition}`;

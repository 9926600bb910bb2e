import type { Topology } from '../../topology/types.ts';

/** Which topics records come back through, as the topology declares it. */
export interface Routes {
  /** The input whose records a topic carries: the topic itself, or the raw one that it is the resubmission topic of. */
  readonly inputOf: (topic: string) => string;
  /** Where records of an input come back: its resubmission topic, or the input itself. */
  readonly backOf: (input: string) => string;
  /** Whether headers of a topic are believed. Those of external producers are not. */
  readonly isBelieved: (topic: string) => boolean;
}

export const routesOf = ({ topics }: Topology): Routes => {
  const inputs = new Map<string, string>();
  const backs = new Map<string, string>();
  for (const [topic, { resubmits }] of Object.entries(topics)) {
    if (resubmits === undefined) continue;
    inputs.set(topic, resubmits);
    backs.set(resubmits, topic);
  }
  return {
    inputOf: (topic) => inputs.get(topic) ?? topic,
    backOf: (input) => backs.get(input) ?? input,
    isBelieved: (topic) => topics[topic]?.writers === 'internal',
  };
};

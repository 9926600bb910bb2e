import type { Load } from '../load/load.ts';
import { type InputProducer, preload } from '../preload.ts';
import type { ExpectedOutcomes } from './outcomes.ts';

/** Writes statements of the load. @returns what the service must make of them, and the mean size of a value */
export const writeInput = async (
  producer: InputProducer,
  load: Load,
  events: number,
): Promise<{ readonly expected: ExpectedOutcomes; readonly value_bytes: number }> => {
  const expected = { published: 0, ignored: 0 };
  const bytes = await preload(producer, 'raw.xapi', events, () => {
    const event = load.next();
    expected[event.outcome] += 1;
    return event;
  });
  return { expected, value_bytes: bytes / events };
};

import { expect, it } from 'vitest';
import { untilLed } from '../../../services/runtime/kafka/admin.ts';

const unknown = Object.assign(new Error('This server does not host this topic-partition'), {
  type: 'UNKNOWN_TOPIC_OR_PARTITION',
});
const led = (leader: number) => ({ topics: [{ name: 'a', partitions: [{ leader: 1 }, { leader }] }] });

/** Answers as a broker does, one after the other. */
const adminAnswering = (...answers: readonly (object | Error)[]) => {
  const left = [...answers];
  const fetchTopicMetadata = async () => {
    const answer = left.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { admin: { fetchTopicMetadata } as unknown as Parameters<typeof untilLed>[0], left };
};

it('waits for a new topic that the broker has not heard of yet, and for its leaders', async () => {
  const { admin, left } = adminAnswering(unknown, unknown, led(-1), led(1), new Error('asked once too often'));
  await untilLed(admin, ['a']);
  expect(left).toHaveLength(1);
});

it('passes on every other failure', async () => {
  const { admin } = adminAnswering(new Error('the cluster is gone'));
  await expect(untilLed(admin, ['a'])).rejects.toThrow('the cluster is gone');
});

import { CLAIM } from '../../../services/runtime/redis/scripts.ts';
import type { KafkaApi } from '../../support/proxy/kafka-wire.ts';
import { scriptKind } from '../../support/proxy/redis-wire.ts';
import type { TcpProxy } from '../../support/proxy/tcp-proxy.ts';
import { emptyRedis, saveRedis } from '../../support/redis.ts';
import type { Company } from './company.ts';
import { untilLed } from './fresh-topics.ts';

/** Something that breaks and is mended again. */
export interface BrokenPart {
  readonly what: string;
  /** Whether a producer that sends meanwhile would not know what became of its records. */
  readonly hits_producers: boolean;
  readonly begin: () => Promise<unknown> | unknown;
  readonly end: () => Promise<unknown> | unknown;
}

type Brief = Pick<BrokenPart, 'what' | 'begin'> & Partial<BrokenPart>;

const DELAY_MS = 150;
const REPLIES: readonly KafkaApi[] = [
  ...(['AddPartitionsToTxn', 'Produce', 'AddOffsetsToTxn', 'TxnOffsetCommit', 'EndTxn'] as const),
  ...(['FindCoordinator', 'InitProducerId'] as const),
];

const nothing = (): void => undefined;

const part = ({ hits_producers = false, end = nothing, ...rest }: Brief): BrokenPart => ({
  ...rest,
  hits_producers,
  end,
});

/** What a network does. */
const connectionsOf = (name: string, proxy: TcpProxy): readonly BrokenPart[] => [
  part({ what: `${name}: connections cut`, begin: proxy.cut }),
  part({ what: `${name}: refuses connections`, begin: proxy.refuse, end: proxy.heal }),
  part({ what: `${name}: keeps its replies`, begin: () => proxy.hang('replies'), end: proxy.heal }),
  part({ what: `${name}: hears nothing`, begin: () => proxy.hang('requests', 'replies'), end: proxy.heal }),
  part({ what: `${name}: slow`, begin: () => proxy.slow(DELAY_MS), end: proxy.heal }),
];

/** Everything that can happen to the parts of a company's own stack, with proxies before them. */
export const brokenParts = ({ proxies, parts, stack }: Company): readonly BrokenPart[] => {
  const redis_url = stack.env['REDIS_URL']!;
  const startBroker = async (): Promise<void> => {
    await parts.kafka.start();
    // It answers before it leads; the test's own producer does not wait for that.
    await untilLed(stack.env);
  };
  const lost = REPLIES.flatMap((api) =>
    (['cut', 'silence'] as const).map((loss) => {
      // Not waited for: there may be no such request.
      const begin = (): void => void proxies.kafka.loseReply(api, loss);
      return part({ what: `Kafka: reply to ${api} lost, ${loss}`, begin, end: proxies.kafka.heal });
    }),
  );
  const loseClaim = (): void => void proxies.redis.loseReply(scriptKind(CLAIM), 'cut');
  return [
    ...connectionsOf('Kafka', proxies.kafka),
    ...connectionsOf('Redis', proxies.redis),
    ...connectionsOf('registry', proxies.registry),
    ...lost,
    part({ what: 'Kafka: killed', begin: () => parts.kafka.kill(), end: startBroker, hits_producers: true }),
    part({ what: 'Kafka: paused', begin: parts.kafka.pause, end: parts.kafka.resume, hits_producers: true }),
    part({ what: 'Redis: reply to a claim lost', begin: loseClaim, end: proxies.redis.heal }),
    part({ what: 'Redis: emptied', begin: () => emptyRedis(redis_url) }),
    part({ what: 'Redis: paused', begin: parts.redis.pause, end: parts.redis.resume }),
    part({ what: 'Redis: killed', begin: () => parts.redis.kill(), end: parts.redis.start }),
    part({ what: 'Redis: saved, for the next time it is killed', begin: () => saveRedis(redis_url) }),
    part({ what: 'registry: paused', begin: parts.registry.pause, end: parts.registry.resume }),
    part({ what: 'registry: killed', begin: () => parts.registry.kill(), end: parts.registry.start }),
  ];
};

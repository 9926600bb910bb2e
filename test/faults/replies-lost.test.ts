import type { KafkaApi } from '../support/proxy/kafka-wire.ts';
import type { Loss } from '../support/proxy/link.ts';
import { type Fault, startBehindProxies, strike } from './support/progress.ts';
import { full, scenario } from './support/scenario.ts';

/** What a chunk's transaction asks of the broker, and what it takes to open the producer anew. */
const IN_A_TRANSACTION: readonly KafkaApi[] = [
  'AddPartitionsToTxn',
  'Produce',
  'AddOffsetsToTxn',
  'TxnOffsetCommit',
  'EndTxn',
];
const IN_OPENING: readonly KafkaApi[] = ['FindCoordinator', 'InitProducerId'];
/** Each so often, in the full form; silence takes the client's time-out every time. */
const ROUNDS: Readonly<Record<Loss, number>> = { cut: full ? 3 : 1, silence: 1 };

/** The broker has carried the request out, and the learning service does not hear of it. */
const declare = (kinds: readonly KafkaApi[], loss: Loss): void =>
  scenario(
    `replies of the broker lost, ${loss === 'cut' ? 'and the connection with them' : 'on connections that stay open'}: ${kinds.join(', ')}`,
    async (company) => {
      const { kafka } = company.proxies;
      await startBehindProxies(company, 'learning');
      const losses = kinds.map(
        (kind): Fault =>
          () => {
            const lost = kafka.loseReply(kind, loss);
            // A producer is opened anew only when its transaction has failed.
            const failed = IN_OPENING.includes(kind) ? kafka.loseReply('EndTxn', 'cut') : null;
            return Promise.all([lost, failed]);
          },
      );
      const timed = await strike(company, 'raw.xapi', Array.from({ length: ROUNDS[loss] }, () => losses).flat());
      return { faults: timed.length, timed };
    },
    { proxied: true },
  );

declare(IN_A_TRANSACTION, 'cut');
if (full) {
  declare(IN_A_TRANSACTION, 'silence');
  declare(IN_OPENING, 'cut');
  declare(IN_OPENING, 'silence');
}

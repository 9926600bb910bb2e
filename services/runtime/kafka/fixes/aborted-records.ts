import type { BatchContext } from './record-decoding.ts';
import { replaceModule } from './replace.ts';

interface Message {
  readonly offset: number;
  readonly key: Buffer | null;
  readonly isControlRecord: boolean;
  readonly batchContext: BatchContext;
}

interface AbortedTransaction {
  readonly producerId: string;
  readonly firstOffset: string;
}

const ABORT_MARKER_TYPE = 0;

const isAbortMarker = ({ isControlRecord, key }: Message): boolean =>
  isControlRecord && key !== null && key.length >= 4 && key.readInt16BE(2) === ABORT_MARKER_TYPE;

/**
 * Drops the records of aborted transactions. The broker lists aborted transactions in no promised order, and several
 * may begin before one ends, so each message takes in every transaction that has begun by its offset; kafkajs takes
 * in one a message, in the order given, and hands out aborted records when transactions interleave.
 */
export const filterAborted = <M extends Message>({
  messages,
  abortedTransactions,
}: {
  messages: M[];
  abortedTransactions?: AbortedTransaction[] | null;
}): M[] => {
  if (!abortedTransactions || abortedTransactions.length === 0) return messages;
  const upcoming = abortedTransactions
    .map(({ producerId, firstOffset }) => ({ producer: String(producerId), first_offset: Number(firstOffset) }))
    .sort((a, b) => a.first_offset - b.first_offset);
  const aborted = new Set<string>();
  let next = 0;

  return messages.filter((message) => {
    while (next < upcoming.length && upcoming[next]!.first_offset <= message.offset)
      aborted.add(upcoming[next++]!.producer);

    const producer = message.batchContext.producerId;
    if (isAbortMarker(message)) {
      aborted.delete(producer);
      return true;
    }
    return message.isControlRecord || !(message.batchContext.inTransaction && aborted.has(producer));
  });
};

/**
 * Keeps the records of transactions that have ended with a commit, and those outside transactions, in offset order. For
 * records that were fetched read_uncommitted: the markers among them say how each transaction ended.
 */
export const decidedRecords = <M extends Message>(messages: readonly M[]): M[] => {
  const open = new Map<string, M[]>();
  const decided: M[] = [];
  for (const message of messages) {
    const { producerId, inTransaction } = message.batchContext;
    if (message.isControlRecord) {
      if (!isAbortMarker(message)) decided.push(...(open.get(producerId) ?? []));
      open.delete(producerId);
    } else if (!inTransaction) {
      decided.push(message);
    } else {
      const waiting = open.get(producerId);
      if (waiting === undefined) open.set(producerId, [message]);
      else waiting.push(message);
    }
  }
  return decided.sort((a, b) => a.offset - b.offset);
};

export const fixAbortedRecords = (): void => replaceModule('consumer/filterAbortedMessages.js', filterAborted);

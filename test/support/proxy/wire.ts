/**
 * How a protocol is cut into messages and how its requests are told apart. It must be one that answers the requests of
 * a connection one by one, in their order: then the oldest request without a reply is what a reply answers.
 */
export interface Wire {
  /** Length in bytes of the first message of a buffer; null while it is not complete. */
  readonly requestBytes: (received: Buffer) => number | null;
  readonly replyBytes: (received: Buffer) => number | null;
  /** Kind of a whole request, by which `loseReply` chooses. */
  readonly kindOf: (request: Buffer) => string;
  /** False for replies that say the request was refused, and so had no effect. */
  readonly isDone: (reply: Buffer) => boolean;
}

/** Collects what arrives in pieces and gives it out in whole messages. */
export interface Messages {
  readonly take: (piece: Buffer) => readonly Buffer[];
}

export const createMessages = (bytesOf: Wire['requestBytes']): Messages => {
  let rest: Buffer = Buffer.alloc(0);
  return {
    take: (piece) => {
      rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      const whole: Buffer[] = [];
      for (let bytes = bytesOf(rest); bytes !== null; bytes = bytesOf(rest)) {
        whole.push(rest.subarray(0, bytes));
        rest = rest.subarray(bytes);
      }
      return whole;
    },
  };
};

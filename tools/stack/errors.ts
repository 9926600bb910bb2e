/** A fault of the local stack that its user can act on: the message says what is wrong and what to do. */
export class StackError extends Error {
  override readonly name = 'StackError';
}

/** A chosen port turned out to be taken by somebody else. */
export class PortTakenError extends StackError {}

/** What the client throws when the broker says no. */
interface ClientError extends Error {
  /** Name of the error in the protocol. */
  readonly type?: string;
}

/** Whether the broker refused something for want of an ACL, as the error itself or one of its causes says. */
export const isRefusal = (error: unknown): boolean => {
  for (let one = error; one instanceof Error; one = one.cause) {
    if ((one as ClientError).type?.endsWith('_AUTHORIZATION_FAILED')) return true;
  }
  return false;
};

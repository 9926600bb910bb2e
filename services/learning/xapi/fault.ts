import type { XapiErrorCode } from './error-codes.ts';

/** Why a value breaks the specification. Holds nothing that a sender wrote, so no personal data. */
export interface Fault {
  readonly code: XapiErrorCode;
  /**
   * Number of the requirement in ADL's list for xAPI 1.0.3, such as `XAPI-00042`; where the list has none, the section that
   * asks for it, such as `IEEE 9274.1.1 4.2.2.5`; null for a limit of this system.
   */
  readonly requirement: string | null;
  /** What should have stood there. */
  readonly expected: string;
  /** JSON path from the checked value: empty for the value itself, `.actor.mbox`, `.attachments[0]`. */
  readonly path: string;
}

/** A fault of the checked value itself. */
export const fault = (code: XapiErrorCode, requirement: string | null, expected: string): Fault => ({
  code,
  requirement,
  expected,
  path: '',
});

/** The same fault, seen from the object or array that holds the value. */
export const within = (step: string | number, inner: Fault): Fault => ({
  ...inner,
  path: `${typeof step === 'number' ? `[${step}]` : `.${step}`}${inner.path}`,
});

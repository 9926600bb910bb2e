import { expect, it } from 'vitest';
import { traceParentOf } from '../../../services/runtime/engine/headers.ts';

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

it('a trace is passed on, and nothing else that a producer writes into its header', () => {
  expect(traceParentOf({ traceparent: Buffer.from(TRACE) })).toBe(TRACE);
  expect(traceParentOf({})).toBeUndefined();
  for (const text of ['', 'ada@northwind.example', `${TRACE}\n`, `${TRACE} ada`, `${TRACE}-ada@northwind.example`]) {
    expect(traceParentOf({ traceparent: Buffer.from(text) })).toBeUndefined();
  }
});

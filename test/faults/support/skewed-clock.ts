/**
 * To be loaded before a service (`node --import`): shifts the clock of the process by `CLOCK_SKEW_MS`, so that it is ahead
 * or behind everybody else's. Timers and `performance.now()` measure durations and stay as they are.
 */
const skew_ms = Number(process.env['CLOCK_SKEW_MS']);
const RealDate = Date;
const now = (): number => RealDate.now() + skew_ms;

globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(now()).toString(),
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as Date,
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});

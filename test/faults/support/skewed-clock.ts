/**
 * To be loaded before a service (`node --import`): shifts the clock of the process, so that it is ahead or behind everybody
 * else's. By `CLOCK_SKEW_MS`, or by what the file `CLOCK_SKEW_FILE` says at the moment; see `settable-clock.ts`. Timers and
 * `performance.now()` measure durations and stay as they are.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const POLL_MS = 20;
const file = process.env['CLOCK_SKEW_FILE'];
let skew_ms = Number(process.env['CLOCK_SKEW_MS'] ?? '0');
const RealDate = Date;
const now = (): number => RealDate.now() + skew_ms;

if (file !== undefined) {
  setInterval(() => {
    const asked_ms = Number(readFileSync(file, 'utf8'));
    if (asked_ms === skew_ms) return;
    skew_ms = asked_ms;
    writeFileSync(`${file}.applied`, String(skew_ms));
  }, POLL_MS).unref();
}

globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(now()).toString(),
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as Date,
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});

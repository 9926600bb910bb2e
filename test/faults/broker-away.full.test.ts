import { untilReady } from '../../tools/demo/services.ts';
import { untilLed } from './support/fresh-topics.ts';
import { type Fault, startBehindProxies, strike, untilUnready } from './support/progress.ts';
import { scenario } from './support/scenario.ts';

const INPUT = 'raw.xapi';
const KILLS = 3;
const EVENTS = 500;

scenario(
  'the broker refuses connections, then keeps its replies to itself, then hears nothing',
  async (company) => {
    const learning = await startBehindProxies(company, 'learning');
    const { kafka } = company.proxies;
    const until =
      (away: Fault): Fault =>
      async () => {
        await away();
        await untilUnready(learning, 'kafka is away');
        await kafka.heal();
      };
    const timed = await strike(company, INPUT, [
      until(kafka.refuse),
      until(() => kafka.hang('replies')),
      until(() => kafka.hang('requests', 'replies')),
    ]);
    return { faults: timed.length, timed };
  },
  { proxied: true },
);

scenario(
  'the broker answers nothing while there is nothing to do',
  async (company) => {
    const learning = await startBehindProxies(company, 'learning');
    const { kafka } = company.proxies;
    kafka.hang('requests', 'replies');
    await untilUnready(learning, 'kafka is away');
    await kafka.heal();
    await untilReady(learning);
    await company.simulate(EVENTS);
    return { faults: 1 };
  },
  { proxied: true },
);

scenario(
  'the broker killed with -9 and started again under load',
  async (company) => {
    await company.startOthers();
    const { kafka } = company.parts;
    const killAndStart = async (): Promise<void> => {
      await kafka.kill();
      await kafka.start();
      // It answers before it leads; the test's own producer does not wait for that.
      await untilLed(company.stack.env);
    };
    const timed = await strike(
      company,
      INPUT,
      Array.from({ length: KILLS }, () => killAndStart),
      { sent_before: true },
    );
    return { faults: KILLS, timed };
  },
  { ownStack: true },
);

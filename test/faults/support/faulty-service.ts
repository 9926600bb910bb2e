import { setTimeout as delay } from 'node:timers/promises';
import type { SourcePolicy } from '../../../mappings/index.ts';
import { enrollmentFromSettings } from '../../../services/enrollment/from-settings.ts';
import { identityFromSettings } from '../../../services/identity/from-settings.ts';
import { learningFromSettings } from '../../../services/learning/from-settings.ts';
import { createLearning } from '../../../services/learning/service.ts';
import { peopleFromSettings } from '../../../services/people/from-settings.ts';
import { profileFromSettings } from '../../../services/profile/from-settings.ts';
import { createResolution } from '../../../services/resolution/service.ts';
import type { SettingsOf } from '../../../services/runtime/config/needs.ts';
import type { Logger } from '../../../services/runtime/log.ts';
import { type RunOptions, runService } from '../../../services/runtime/run.ts';
import type { InputDeclaration, Service } from '../../../services/runtime/service.ts';
import { voidingFromSettings } from '../../../services/voiding/from-settings.ts';
import type { ServiceName } from '../../../topology/topology.ts';
import type { Point, ServiceFaultPlan } from './fault-plan.ts';

/** At run time those of the one service that runs. */
type Settings = SettingsOf<ServiceName>;

/** Runs a service as its own `main.ts` does, and lets it do to itself what `FAULT_PLAN` says. */

const CREATE: Readonly<Record<ServiceName, (settings: Settings, log: Logger) => Service>> = {
  identity: identityFromSettings,
  learning: learningFromSettings,
  enrollment: enrollmentFromSettings,
  resolution: createResolution,
  voiding: voidingFromSettings,
  profile: profileFromSettings,
};

/** The learning service with a wrong policy for all sources, which somebody has yet to mend. */
const withWrongPolicy =
  (mbox_sha1sum_of: SourcePolicy['mbox_sha1sum_of']) =>
  (settings: Settings, log: Logger): Service => {
    const { mappings, ...people } = peopleFromSettings(settings, log);
    const source = (id: string): SourcePolicy | undefined => {
      const policy = mappings.source(id);
      return policy && { ...policy, mbox_sha1sum_of };
    };
    return createLearning({ ...people, mappings: { ...mappings, source } }, settings.voiding);
  };

type OnStep = NonNullable<RunOptions['onStep']>;

/** Runs `act` when the process comes to a point for the last time that counts. */
const atPoint = ({ step, when, time }: Point, act: () => Promise<void> | void): OnStep => {
  let times = 0;
  return (reached, side) => {
    if (reached !== step || side !== when) return;
    times += 1;
    return times === time ? act() : undefined;
  };
};

const stepHooks = ({ signal, wait }: ServiceFaultPlan): readonly OnStep[] => [
  ...(signal === undefined ? [] : [atPoint(signal.at, () => void process.kill(process.pid, signal.name))]),
  ...(wait === undefined ? [] : [atPoint(wait.at, () => delay(wait.ms))]),
];

/** Blocks the only thread there is: no timer, no heartbeat. */
const block = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};

const withFaultyHandlers = (service: Service, { block: blocked, throw_at_key }: ServiceFaultPlan): Service => {
  let handled = 0;
  const damage = (input: InputDeclaration<unknown, unknown>): InputDeclaration<unknown, unknown> => ({
    ...input,
    handle: (event, context) => {
      handled += 1;
      if (handled === blocked?.time) block(blocked.ms);
      if (throw_at_key !== undefined && context.record.key === throw_at_key) throw new Error('a fault on purpose');
      return input.handle(event, context);
    },
  });
  const inputs = Object.entries(service.inputs).map(([topic, input]) => [topic, damage(input)]);
  return { ...service, inputs: Object.fromEntries(inputs) };
};

const plan = JSON.parse(process.env['FAULT_PLAN']!) as ServiceFaultPlan;
const hooks = stepHooks(plan);
const create = plan.mbox_sha1sum_of === undefined ? CREATE[plan.service] : withWrongPolicy(plan.mbox_sha1sum_of);
await runService((settings, log) => withFaultyHandlers(create(settings, log), plan), plan.service, {
  onStep: async (...reached) => {
    for (const hook of hooks) await hook(...reached);
  },
});

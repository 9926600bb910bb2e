import type { Step } from '../../../services/runtime/engine/engine.ts';
import type { ServiceName } from '../../../topology/topology.ts';

/** A place in the commit protocol: the `time`th time, from 1, that a process comes to it, on whichever partition. */
export interface Point {
  readonly step: Step;
  readonly when: 'before' | 'after';
  readonly time: number;
}

/** What a process does to itself. All of it happens once. */
export interface FaultPlan {
  /** Sends itself a signal at a point, synchronously: nothing of the process runs after SIGKILL, or until SIGCONT. */
  readonly signal?: { readonly name: 'SIGKILL' | 'SIGSTOP'; readonly at: Point };
  /** Waits at a point while the rest of the process goes on, as a slow dependency would make it. */
  readonly wait?: { readonly ms: number; readonly at: Point };
  /** Blocks the whole process in the handler of the `time`th record, as a slow computation would. */
  readonly block?: { readonly ms: number; readonly time: number };
  /** Throws in the handler of every record with this key. */
  readonly throw_at_key?: string;
  /** Takes what every source sends as `mbox_sha1sum` for the sum of this, whatever its policy says. For `learning` alone. */
  readonly mbox_sha1sum_of?: 'mailto' | 'address';
}

/** A plan with the service that it is for, as it stands in the environment of the process. */
export interface ServiceFaultPlan extends FaultPlan {
  readonly service: ServiceName;
}

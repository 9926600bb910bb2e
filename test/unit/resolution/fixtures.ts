import type { IdentityLink, LinkState, ParkedRecord } from '../../../schemas/types.generated.ts';
import { createResolution } from '../../../services/resolution/service.ts';
import { createPureRunner, type PureRunner, type Verdict } from '../../support/pure-runner.ts';

/** Two aliases, as services write them: keyed hashes. */
export const A = 'aa'.repeat(16);
export const B = 'bb'.repeat(16);

export const createRunner = (): PureRunner => createPureRunner(createResolution());

/** A record of no size that waits. */
export const parkedRecord = (alias: string, deadline_at: number): ParkedRecord => ({
  event_id: 'parked',
  alias,
  service: 'learning',
  reason: 'unknown',
  origin: { topic: 'raw.xapi', partition: 0, offset: 0 },
  input_partition: 0,
  attempt: 0,
  timestamp: 0,
  parked_at: 0,
  deadline_at,
  key: null,
  value: Buffer.alloc(0),
  headers: [],
});

const linkRecord = (state: LinkState): IdentityLink => ({
  event_id: `link ${state}`,
  alias_kind: 'mbox',
  state,
  member_id: state === 'linked' ? 'E1' : null,
  known_as: null,
  claimants: [],
  claims: [],
  source: 'hr',
  since: 0,
  origin: { topic: 'raw.hris', partition: 0, offset: 0 },
});

/** Parks a record at the next offset, or at the one given. */
export const park = (runner: PureRunner, alias: string, deadline_at: number, offset?: number): Verdict =>
  runner.feed('identity.unresolved', {
    key: alias,
    value: parkedRecord(alias, deadline_at),
    ...(offset !== undefined && { offset }),
  });

/** A link changes. As in the engine, its table is up to date before the record is handled. */
export const link = (runner: PureRunner, alias: string, state: LinkState = 'linked'): Verdict => {
  runner.put('identity.link', alias, linkRecord(state));
  return runner.feed('identity.link', { key: alias, value: linkRecord(state) });
};

/** Nobody is left who claims an alias. */
export const eraseLink = (runner: PureRunner, alias: string): Verdict => {
  runner.put('identity.link', alias, null);
  return runner.feed('identity.link', { key: alias, value: null });
};

/** An operator asks for the records of an alias up to an offset. */
export const recall = (runner: PureRunner, alias: string, up_to: number, offset?: number): Verdict =>
  runner.feed('ops.recall', {
    key: alias,
    value: { run_id: 'run', operator: 'me', reason: 'mended', requested_at: 0, alias, records: 1, up_to },
    ...(offset !== undefined && { offset }),
  });

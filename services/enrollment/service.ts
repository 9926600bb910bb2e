import type { ResolvedEnrollment } from '../../schemas/types.generated.ts';
import { type Context, defineInput, type Outcome, type Service } from '../runtime/service.ts';
import { type EnrollmentDeps, type MappedChange, prepareChange } from './change.ts';
import { applyChange, standingKey } from './standing.ts';

/** Passes a change whose member is known on to the partition that keeps the standing of that member in that course. */
const resolve = ({ enrollment }: MappedChange, { member_id, record }: Context<unknown>): Outcome => {
  if (member_id === null) throw new Error('an enrollment change is handled only once its member is known');
  const value: ResolvedEnrollment = { ...enrollment, member_id, origin: record.origin };
  return {
    kind: 'published',
    rule: enrollment.rule,
    records: [{ topic: 'enrollment.resolved', key: standingKey(value), value }],
  };
};

/** Keeps the standing of each member in each course: first finds the member, then decides by the time of the change. */
export const createEnrollment = (deps: EnrollmentDeps): Service => ({
  name: 'enrollment',
  inputs: {
    'raw.enrollment': defineInput<'raw.enrollment', MappedChange>('raw.enrollment', {
      prepare: (record) => prepareChange(deps, record),
      learner: ({ learner }) => learner,
      handle: resolve,
    }),
    'enrollment.resolved': defineInput<'enrollment.resolved', ResolvedEnrollment>('enrollment.resolved', {
      claim: false,
      prepare: ({ value }) => ({ kind: 'prepared', id: value.event_id, fingerprint: '', event: value }),
      state: (change) => [{ table: 'marketplace.enrollment', key: standingKey(change) }],
      handle: (change, { get }) => applyChange(get('marketplace.enrollment', standingKey(change)), change),
    }),
  },
  tables: ['marketplace.enrollment'],
});

import type { Repair } from '../types.ts';
import { REMOVED, type RepairActionName, repairActions } from './actions.ts';
import { type Place, visitPlace } from './place.ts';

/** One row of `repairs.csv`, checked. */
export interface RepairStep {
  readonly place: Place;
  readonly action: RepairActionName;
  readonly from: string;
  readonly to: string;
}

const applyStep = (statement: unknown, { place, action, from, to }: RepairStep): boolean =>
  visitPlace(statement, place, (parent, key) => {
    const mended: unknown = repairActions[action].mend(parent[key], from, to);
    if (mended === undefined) return false;
    if (mended === REMOVED) delete parent[key];
    else parent[key] = mended;
    return true;
  });

/** A repair of one source: all rows of one name, in the order of the file. */
export const createRepair = (name: string, steps: readonly RepairStep[]): Repair => ({
  name,
  mend: (statement) => {
    let any = false;
    for (const step of steps) any = applyStep(statement, step) || any;
    return any;
  },
});

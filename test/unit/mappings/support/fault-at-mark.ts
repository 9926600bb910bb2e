import { expect } from 'vitest';
import type { MappingFault } from '../../../../mappings/index.ts';
import { faultsOf, type MarkedChange, placeOf } from './directory.ts';

/** The only fault of a changed file, which must stand at the mark. */
export const faultAtMark = ({ changes, place }: MarkedChange, field: string): MappingFault => {
  const faults = faultsOf(changes);
  expect(faults.map(placeOf)).toEqual([`${place} ${field}`]);
  expect(changes).toHaveProperty([faults[0]!.file]);
  return faults[0]!;
};

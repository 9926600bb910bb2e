import { type Check, mapOf } from './check.ts';
import { fault } from './fault.ts';
import { isIri } from './iri.ts';

/** Deeper values could exhaust the stack of whoever reads them; real ones are a few levels deep. */
const DEPTH_MAX = 200;

const isDeeper = (value: unknown, levels: number): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isDeeper(item, levels - 1));
  for (const key in value) {
    if (isDeeper((value as Record<string, unknown>)[key], levels - 1)) return true;
  }
  return false;
};

const notIri = fault('xapi_iri', 'XAPI-00118', 'IRIs as extension keys');
const tooDeep = fault('xapi_too_deep', null, `at most ${DEPTH_MAX} levels`);

/** Data 4.1: IRIs as keys, values of any kind, null among them. */
export const extensions = (requirement: string): Check =>
  mapOf(
    requirement,
    (key) => (isIri(key) ? null : notIri),
    (value) => (isDeeper(value, DEPTH_MAX) ? tooDeep : null),
  );

import { isDeepStrictEqual } from 'node:util';
import { shownFields } from '../dry-run/shown.ts';
import { readable } from '../fixtures/readable.ts';
import type { Judgement } from '../judge/judgement.ts';

/** Stamps of the version: they differ between versions whatever else does. */
const STAMPS: readonly string[] = ['mapping_version'];

const outline = (judgement: Judgement): string => {
  switch (judgement.outcome) {
    case 'ignored':
      return `ignored by ${judgement.rule}`;
    case 'refused':
      return `refused with ${judgement.code} at ${judgement.path}`;
    case 'published': {
      const topics = judgement.records.map(({ topic }) => topic);
      return `published by ${judgement.rule} to ${topics.join(', ') || 'no topic'}`;
    }
  }
};

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/**
 * What would be otherwise, a line each.
 * @param personal whether values that say who a person is are shown; else only that they differ
 */
export const changesBetween = (before: Judgement, after: Judgement, personal: boolean): readonly string[] => {
  const [was, is] = [outline(before), outline(after)];
  if (was !== is) return [`${was} → ${is}`];
  if (before.outcome !== 'published' || after.outcome !== 'published') return [];
  return after.records.flatMap((record, index) => {
    const [old, now] = [before.records[index]?.value ?? {}, record.value ?? {}] as Readonly<Record<string, unknown>>[];
    const names = [...new Set([...Object.keys(old!), ...Object.keys(now!)])].filter((name) => !STAMPS.includes(name));
    const shown = shownFields(record, personal);
    return names
      .filter((name) => !isDeepStrictEqual(old![name], now![name]))
      .map((name) => {
        const values = [old![name], now![name]].map((value) => show(readable(name, value)));
        return `${record.topic} ${name}: ${name in shown ? values.join(' → ') : 'other than before'}`;
      });
  });
};

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fieldMapNames, files } from '../../../mappings/loader/load.ts';
import { compareVersions, parseVersion } from '../../../mappings/loader/semver.ts';
import { MAPPINGS, original } from './support/directory.ts';

/** Versions that the changelog tells of, by file, in its order. */
const entries = (): ReadonlyMap<string, readonly string[]> =>
  new Map(
    original('CHANGELOG.md')
      .split(/^## /m)
      .slice(1)
      .map((section) => {
        const [file = '', ...lines] = section.split('\n');
        return [file.trim(), lines.flatMap((line) => /^- (\S+): \S/.exec(line)?.[1] ?? [])];
      }),
  );

/** The version of the file, then those of its rows. */
const versionsIn = (file: string): readonly string[] => {
  const [first = '', ...lines] = original(file).trimEnd().split('\n');
  const rows = lines.flatMap((line) => /,(\d+\.\d+\.\d+)"?$/.exec(line)?.[1] ?? []);
  return [...new Set([first.replace('# version: ', ''), ...rows])];
};

const changelog = entries();
const exportMaps = readdirSync(join(MAPPINGS, 'exports')).filter((name) => name.endsWith('.csv'));
const all = [
  ...Object.keys(files),
  ...fieldMapNames.map((name) => `fields/${name}.csv`),
  ...exportMaps.map((name) => `exports/${name}`),
];

it('has a section for each mapping file, and for nothing else', () => {
  expect([...changelog.keys()].toSorted()).toEqual(all.toSorted());
});

describe.each(all)('%s', (file) => {
  const versions = changelog.get(file) ?? [];

  it('has an entry for its version and for every version its rows name', () => {
    expect(versions).toEqual(expect.arrayContaining([...versionsIn(file)]));
  });

  it('is listed with its version first, and no version twice', () => {
    const sorted = [...new Set(versions)].toSorted((a, b) => compareVersions(parseVersion(b)!, parseVersion(a)!));
    expect(versions).toEqual(sorted);
    expect(versions[0]).toBe(versionsIn(file)[0]);
  });
});

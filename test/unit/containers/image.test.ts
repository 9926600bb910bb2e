import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { topology } from '../../../topology/topology.ts';
import { compose } from './compose-file.ts';
import { packageJson, pathOf, readText } from './files.ts';
import { importsOf } from './import-graph.ts';

const dockerfile = readText('Dockerfile').replaceAll('\\\n', ' ');
const instructions = dockerfile
  .split('\n')
  .filter((line) => /^[A-Z]/.test(line))
  .map((line) => ({ name: line.split(/\s+/)[0]!, words: line.split(/\s+/).slice(1), line }));
const called = (name: string) => instructions.filter((instruction) => instruction.name === name);

/** What the last stage takes from the repository. */
const copied = called('COPY')
  .filter(({ words }) => !words[0]!.startsWith('--from='))
  .flatMap(({ words }) => words.slice(0, -1));
const inImage = (file: string): boolean => copied.some((path) => file === path || file.startsWith(`${path}/`));

/** Files that containers of our image run, on their own or when an operator says so. */
const entries = [
  ...Object.values(compose.services)
    .filter(({ build }) => build !== undefined)
    .map(({ command }) => command![1]!),
  'tools/dead-letters/main.ts',
  'tools/parked/main.ts',
];

describe('Dockerfile', () => {
  it('runs on the Node.js that package.json asks for and that tests run on', () => {
    const images = called('FROM').map(({ words }) => words[0]!);
    const [version] = new Set(Object.values(packageJson.optionalDependencies));
    expect(new Set(images)).toEqual(new Set([`node:${version}-slim`]));
    expect(packageJson.engines.node).toBe(`>=${version!.split('.')[0]}`);
  });

  it('installs what the lock file says, for production, without install scripts', () => {
    const [install] = called('RUN');
    expect(install!.line).toContain('npm ci --omit=dev --ignore-scripts');
  });

  it('leaves the packaged Node.js out', () => {
    for (const name of Object.keys(packageJson.optionalDependencies)) expect(name).toMatch(/^node-linux-/);
    expect(called('RUN')[0]!.line).toContain('rm -r node_modules/node-linux-* node_modules/.bin/node');
  });

  it('ends as a user that is not root', () => {
    expect(called('USER').at(-1)!.words[0]).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it('says the licence of package.json', () => {
    expect(dockerfile).toContain(`org.opencontainers.image.licenses="${packageJson.license}"`);
    expect(readText('LICENSE')).toContain('Apache License');
  });

  it('copies what exists, and what .dockerignore lets through, which is nothing else', () => {
    for (const path of copied) expect(existsSync(pathOf(path)), path).toBe(true);
    const [first, ...allowed] = readText('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(first).toBe('*');
    expect(new Set(allowed)).toEqual(new Set(copied.map((path) => `!${path}`)));
  });
});

describe('image', () => {
  it.each(entries)('has everything that %s loads', (entry) => {
    const { files, packages } = importsOf(entry);
    expect(files.filter((file) => !inImage(file))).toEqual([]);
    expect(packages.filter((name) => !(name in packageJson.dependencies))).toEqual([]);
  });

  it('has everything that is read at run time', () => {
    const schemas = Object.values(topology.topics).flatMap(({ schema }) =>
      schema === null ? [] : `schemas/${schema}`,
    );
    for (const file of ['package.json', 'mappings/sources.csv', ...schemas]) {
      expect(existsSync(pathOf(file)) && inImage(file), file).toBe(true);
    }
  });
});

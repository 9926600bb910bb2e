import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { compileFunction } from 'node:vm';

const require = createRequire(import.meta.url);

/** The one version that the replacements in this folder were written against. */
export const KAFKAJS_VERSION = '2.2.4';

/** Loads a module from inside kafkajs, which publishes its sources but no types for them. */
export const requireInside = <T>(path: string): T => require(`kafkajs/src/${path}`) as T;

/**
 * Puts `exports` in the place of a module inside kafkajs. Works only before kafkajs itself is loaded, because its
 * modules keep what `require` gave them.
 */
export const replaceModule = (path: string, exports: unknown): void => {
  const file = require.resolve(`kafkajs/src/${path}`);
  const loaded = require.cache[file];
  if (loaded === undefined) requireInside(path);
  const entry = require.cache[file];
  if (entry === undefined) throw new Error(`kafkajs/src/${path} cannot be replaced`);
  entry.exports = exports;
};

/**
 * Runs a module inside kafkajs once more, with other values for some global names.
 * @returns its exports
 */
export const runInside = (path: string, globals: Readonly<Record<string, unknown>>): unknown => {
  const file = require.resolve(`kafkajs/src/${path}`);
  const names = ['exports', 'require', 'module', '__filename', '__dirname', ...Object.keys(globals)];
  const run = compileFunction(readFileSync(file, 'utf8'), names, { filename: file });
  const module = { exports: {} };
  run(module.exports, createRequire(file), module, file, dirname(file), ...Object.values(globals));
  return module.exports;
};

/** Throws when another kafkajs is installed than the one the replacements fit. */
export const assertKafkajsVersion = (): void => {
  const file = require.resolve('kafkajs/package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  if (version !== KAFKAJS_VERSION) {
    throw new Error(
      `kafkajs ${version} is installed, but services/runtime/kafka/fixes fits ${KAFKAJS_VERSION} only: ` +
        'run the contract tests of the client against the new version first',
    );
  }
};

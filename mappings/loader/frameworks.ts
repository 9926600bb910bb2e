import type { Cell } from './table.ts';

/** A public skill framework: how it is written, so that one skill never has two names. */
interface Framework {
  readonly name: string;
  /** Other ways in which people write the name. */
  readonly misspelt: RegExp;
  /** Its URIs are exact strings: another scheme or case names nothing. */
  readonly uri: RegExp;
  readonly expected: string;
}

const FRAMEWORKS: readonly Framework[] = [
  {
    name: 'ESCO',
    misspelt: /^esco$/i,
    uri: /^http:\/\/data\.europa\.eu\/esco\/skill\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    expected: 'an ESCO skill URI: http://data.europa.eu/esco/skill/ and a UUID',
  },
  {
    name: 'O*NET',
    misspelt: /^o[^a-z0-9]?net$/i,
    uri: /^https:\/\/www\.onetonline\.org\/\S+$/,
    expected: 'an address of O*NET OnLine: https://www.onetonline.org/ and the place of the skill',
  },
];

/** Checks that a framework everybody knows has its own name and URIs. Any other name is a framework of one's own. */
export const checkFramework = (framework: Cell, skill_uri: Cell): void => {
  const known = FRAMEWORKS.find(({ misspelt }) => misspelt.test(framework.text));
  if (known === undefined) return;
  if (framework.text !== known.name) framework.fault(`${known.name}, as this framework is written`);
  if (!known.uri.test(skill_uri.text)) skill_uri.fault(known.expected);
};

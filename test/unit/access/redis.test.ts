import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS, keyPatternsOf } from '../../../services/runtime/redis/access.ts';
import * as scripts from '../../../services/runtime/redis/scripts.ts';

const CLIENT = readFileSync(new URL('../../../services/runtime/redis/client.ts', import.meta.url), 'utf8');

describe('rights in Redis', () => {
  it('are for the commands that scripts and client call, and no others', () => {
    const inScripts = Object.values(scripts as Readonly<Record<string, string>>).flatMap((lua) =>
      [...lua.matchAll(/redis\.p?call\('(\w+)'/g)].map((match) => match[1]!.toLowerCase()),
    );
    // Of the library: nothing that it calls so goes to the server.
    const own = ['on', 'connect', 'disconnect', 'defineCommand', 'nodes', 'ping'];
    const inClient = [...CLIENT.matchAll(/\bredis\.(\w+)\(/g)].map((match) => match[1]!);
    const called = [...inScripts, ...inClient.filter((name) => !own.includes(name)), 'eval', 'evalsha'];
    expect(new Set(COMMANDS)).toEqual(new Set(called));
  });

  it('are for keys of the service itself and for what it looks up', () => {
    expect(keyPatternsOf('learning')).toEqual([
      '{ss:learning:*',
      '{ss:t:identity.hold@learning}:*',
      '{ss:t:identity.link}:*',
      '{ss:t:learning.registration}:*',
    ]);
  });
});

import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import type { AvroType } from '../../../mappings/fields/avro.ts';
import type { Mappings } from '../../../mappings/index.ts';
import { readSchema } from '../../../schemas/index.ts';
import type { OutputRecord } from '../../../services/runtime/service.ts';
import { topology } from '../../../topology/topology.ts';
import { differences } from '../fixtures/compare.ts';
import { createFixtureJudge } from '../fixtures/judge.ts';
import type { Fixture } from '../fixtures/read.ts';
import { asExpectation } from '../fixtures/readable.ts';
import { conform, Misfit } from '../judge/conform.ts';
import { type Finding, wrong } from './finding.ts';

/** Whether a record has the form of its topic's schema, without any mending. */
const misfitOf = ({ topic, value }: OutputRecord): string | null => {
  const { schema } = topology.topics[topic];
  if (value === null || schema === null) return null;
  const fitted = conform(JSON.parse(readSchema(schema)) as AvroType, value);
  if (fitted instanceof Misfit) return `${topic} ${fitted.path}: its schema wants ${fitted.expected}`;
  return isDeepStrictEqual(fitted, { ...value }) ? null : `${topic}: has fields that its schema does not know`;
};

/** Fixtures from which something else comes than they say, or nothing that the schemas allow. */
export const checkFixtures = (fixtures: readonly Fixture[], mappings: Mappings): readonly Finding[] => {
  const judge = createFixtureJudge(mappings);
  return fixtures.flatMap((fixture) => {
    const judgement = judge(fixture);
    const misfits =
      judgement.outcome === 'published' ? judgement.records.flatMap((record) => misfitOf(record) ?? []) : [];
    const told =
      fixture.expected === undefined
        ? [
            `says nothing of what is expected. This is what comes out:\n${stringify({ expected: asExpectation(judgement) })}`,
          ]
        : differences(fixture.expected, judgement);
    return [...told, ...misfits].map((message) => wrong(fixture.file, message));
  });
};

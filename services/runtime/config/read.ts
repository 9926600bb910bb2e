import type { z } from 'zod';
import { type FileText, readText } from './file.ts';
import type { Fault, Report, Section, ValuesOf, Variable, Variables } from './variable.ts';

/** The environment, as `process.env` has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads one section from the environment. Empty values count as not set.
 * @param report is given everything that is wrong
 * @returns undefined when something is wrong with a variable
 */
export const readSection = <V extends Variables, S>(
  section: Section<V, S>,
  environment: Environment,
  report: Report,
): S | undefined => {
  let right = true;
  const fault = (found: Fault): void => {
    right = false;
    report.fault(found);
  };
  const values = Object.fromEntries(
    Object.entries(section.variables).map(([name, variable]) => [name, readValue(name, variable, environment, fault)]),
  );
  return right ? section.build(values as ValuesOf<V>, report) : undefined;
};

const readValue = (
  name: string,
  variable: Variable,
  environment: Environment,
  fault: (fault: Fault) => void,
): unknown => {
  const { expected } = variable.kind;
  const wrong = (variableName: string, problem: string): undefined => {
    const inFile = variable.secret && variableName === `${name}_FILE`;
    fault({ variable: variableName, problem, expected: inFile ? `the path of a file with ${expected}` : expected });
  };
  const found = find(name, variable, environment);
  if (found === null) {
    return variable.optional ? undefined : wrong(name, 'is missing');
  }
  if (found.problem !== undefined) return wrong(found.name, found.problem);
  const result = variable.kind.schema.safeParse(found.text);
  if (result.success) return result.data;
  return wrong(found.name, problemOf(result.error) ?? shown(variable, found.text));
};

/** What a kind has to say of its own about text that is wrong. */
const problemOf = (error: z.ZodError): string | undefined =>
  error.issues
    .map((issue) => (issue.code === 'custom' ? (issue.params?.['problem'] as string) : undefined))
    .find(Boolean);

const shown = (variable: Variable, value: string): string =>
  variable.secret ? 'is wrong (value not shown)' : `is ${JSON.stringify(value)}`;

type Found = { readonly name: string } & FileText;

const find = (name: string, variable: Variable, environment: Environment): Found | null => {
  const names = [name, ...(variable.alias === undefined ? [] : [variable.alias])];
  const set = names.find((candidate) => environment[candidate]);
  const file = variable.secret ? environment[`${name}_FILE`] : undefined;
  if (set !== undefined && file) return { name, problem: `is set, and ${name}_FILE too` };
  if (set !== undefined) return { name: set, text: environment[set]! };
  // Tools that write such files often end them with a line break, which is not part of the secret.
  if (file) return { name: `${name}_FILE`, ...readText(file, /\r?\n$/) };
  return variable.default === undefined ? null : { name, text: variable.default };
};

import type { Kind } from './kinds.ts';

/** One environment variable: what it may be, what it means, and what holds when it is not set. */
export interface Variable<T = unknown> {
  readonly kind: Kind<T>;
  /** For people, in full sentences. */
  readonly description: string;
  /** Its value is never printed, and may come from the file that `<NAME>_FILE` names instead. */
  readonly secret: boolean;
  /** Another name, read when this one is not set. */
  readonly alias?: string;
  /** As it would be written in the environment. Without one, the variable is required unless `optional`. */
  readonly default?: string;
  readonly optional: boolean;
  /** Stands in `.env.example` where there is no default. */
  readonly example?: string;
}

type Words = Pick<Variable, 'description' | 'alias' | 'example'> & { readonly secret?: boolean };

/** A variable without which nothing starts. */
export const required = <T>(kind: Kind<T>, words: Words): Variable<T> => ({
  kind,
  secret: false,
  optional: false,
  ...words,
});

/** A variable that may be left out; its value is then undefined. */
export const optional = <T>(kind: Kind<T>, words: Words): Variable<T | undefined> => ({
  kind,
  secret: false,
  optional: true,
  ...words,
});

/** A variable with a value of its own when not set. */
export const defaulted = <T>(kind: Kind<T>, value: string, words: Words): Variable<T> => ({
  kind,
  secret: false,
  optional: false,
  default: value,
  ...words,
});

export type Variables = Readonly<Record<string, Variable>>;
export type ValuesOf<V extends Variables> = { readonly [N in keyof V]: V[N] extends Variable<infer T> ? T : never };

/** What is wrong with one variable. `problem` never holds the value of a secret. */
export interface Fault {
  readonly variable: string;
  readonly problem: string;
  readonly expected: string;
}

/** What is accepted, and should not stay so. `problem` never contains the value of a secret. */
export type Warning = Pick<Fault, 'variable' | 'problem'>;

/** Takes what is found while settings are read. */
export interface Report {
  readonly fault: (fault: Fault) => void;
  readonly warn: (warning: Warning) => void;
}

/** A part of the settings: its variables, and how their values become what the program works with. */
export interface Section<V extends Variables, S> {
  readonly title: string;
  readonly variables: V;
  /** Called only when every variable of the section is right by itself; reports what does not fit together. */
  readonly build: (values: ValuesOf<V>, report: Report) => S;
}

/** Exists for type inference. */
export const defineSection = <const V extends Variables, S>(section: Section<V, S>): Section<V, S> => section;

import { z } from 'zod';
import { formatAddress, parseAddresses } from './address.ts';
import { readText } from './file.ts';
import { type HttpAddress, parseHttpUrl } from './http-url.ts';
import { parseRedisUrl, type RedisAddress } from './redis-url.ts';

/** A kind of value: how its text is read, and what to tell people who write it. */
export interface Kind<T> {
  readonly schema: z.ZodType<T, string>;
  /** Completes the sentence "expected …". */
  readonly expected: string;
}

/** A kind whose text a function reads; the function returns null for text that is wrong. */
const parsed = <T>(parse: (text: string) => T | null, expected: string): Kind<T> => ({
  schema: z.string().transform((value, context): T => {
    const result = parse(value);
    if (result !== null) return result;
    context.addIssue({ code: 'custom' });
    return z.NEVER;
  }),
  expected,
});

/** A whole number from `min` to `max`, both included. */
export const integer = (min: number, max: number): Kind<number> => ({
  schema: z
    .string()
    .regex(/^-?\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max)),
  expected: `a whole number from ${min} to ${max}`,
});

/** A length of time. */
export const milliseconds = (min: number, max: number): Kind<number> => ({
  ...integer(min, max),
  expected: `milliseconds, from ${min} to ${max}`,
});

/** A size. */
export const bytes = (min: number, max: number): Kind<number> => ({
  ...integer(min, max),
  expected: `bytes, from ${min} to ${max}`,
});

export const flag: Kind<boolean> = {
  schema: z.stringbool({ truthy: ['true', '1', 'yes', 'on'], falsy: ['false', '0', 'no', 'off'] }),
  expected: 'true or false',
};

/** One of some lower-case words; written in any case. */
export const oneOf = <const W extends string>(...words: readonly W[]): Kind<W> => ({
  schema: z.string().toLowerCase().pipe(z.enum(words)),
  expected: `one of ${words.join(', ')}`,
});

/** Text that fits a pattern. */
export const text = (pattern: RegExp, expected: string): Kind<string> => ({
  schema: z.string().regex(pattern),
  expected,
});

/** Several texts that fit a pattern, with commas between. */
export const secrets = (pattern: RegExp, count_max: number, expected: string): Kind<readonly string[]> =>
  parsed((value) => {
    const texts = value.split(',').map((one) => one.trim());
    return texts.length <= count_max && texts.every((one) => pattern.test(one)) ? texts : null;
  }, `${expected}; several with commas between, ${count_max} at most`);

/** A regular expression for whole names. */
export const pattern: Kind<RegExp> = parsed((value) => {
  try {
    return new RegExp(`^(?:${value})$`);
  } catch {
    return null;
  }
}, 'a regular expression');

export const anyText = text(/^/, 'text');

export const brokers: Kind<readonly string[]> = parsed(
  (value) => parseAddresses(value, null)?.map(formatAddress) ?? null,
  'host:port, several with commas between',
);

export const redisUrl: Kind<RedisAddress> = parsed(
  parseRedisUrl,
  'redis[s]://[user:password@]host[:port][/database], redis[s]+sentinel://host,host/master[/database] or ' +
    'redis[s]+cluster://host,host',
);

export const httpUrl: Kind<HttpAddress> = parsed(parseHttpUrl, 'http[s]://[user:password@]host[:port][/path]');

/** The path of a PEM file; the value is its content. */
export const pemFile: Kind<string> = {
  schema: z.string().transform((path, context): string => {
    const content = readText(path);
    if (content.problem === undefined && content.text.includes('-----BEGIN ')) return content.text;
    const problem = content.problem ?? 'names a file that is not PEM';
    context.addIssue({ code: 'custom', params: { problem } });
    return z.NEVER;
  }),
  expected: 'the path of a PEM file',
};

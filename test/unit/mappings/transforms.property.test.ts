import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNKNOWN_SOURCE } from '../../../mappings/transforms/examples.ts';
import { transforms } from '../../../mappings/transforms/registry.ts';
import { type Lookups, Refusal, type Step, type ValueType } from '../../../mappings/transforms/transform.ts';
import type { SourcePolicy } from '../../../mappings/types.ts';

const LOOKUPS: Lookups = {
  emailDomain: () => ({ local_part: 'lower', sub_address: '+' }),
  enrollmentState: () => undefined,
};

/** A transform with its arguments, as a function. */
const compiled = (
  name: string,
  parameters: readonly string[] = [],
  target: ValueType = { name: 'string' },
  policy: Partial<SourcePolicy> = {},
): ((value: unknown) => unknown) => {
  const step = transforms.get(name)!.compile(parameters, LOOKUPS, target) as Step;
  return (value) => step(value, { source: { ...UNKNOWN_SOURCE, ...policy }, received_at: 0 });
};

/** Every transform with each of the argument lists that its examples show. */
const all = [...transforms.values()].flatMap((transform) =>
  transform.examples.map(({ arguments: given = [], source }) => ({ transform, given, source })),
);

const anyValue = fc
  .oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.emailAddress(), fc.webUrl(), fc.uuid())
  .filter((value) => value !== null);

const isOfType = (value: unknown, type: string): boolean => {
  if (type.endsWith('[]')) return Array.isArray(value);
  if (type === 'number') return Number.isFinite(value);
  if (type === 'timestamp') return Number.isSafeInteger(value);
  if (type === 'string' || type === 'boolean') return typeof value === type;
  return ['string', 'object'].includes(typeof value);
};

describe('every transform', () => {
  it('gives a value of its type, nothing, or a refusal with a code, and never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), anyValue, ({ transform, given, source }, value) => {
        const output = compiled(transform.name, given, { name: 'string' }, source)(value);
        if (output instanceof Refusal) expect(output.code).toMatch(/^[a-z_]+$/);
        else if (output !== undefined) {
          const type = transform.gives === 'target' ? 'string' : transform.gives.name;
          expect(isOfType(output, type), `${transform.name} of ${JSON.stringify(value)}`).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same for the same, and leaves what it was given as it was', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), anyValue, ({ transform, given, source }, value) => {
        const apply = compiled(transform.name, given, { name: 'string' }, source);
        const before = JSON.stringify(value);
        expect(apply(value)).toEqual(apply(JSON.parse(before)));
        expect(JSON.stringify(value)).toBe(before);
      }),
      { numRuns: 300 },
    );
  });

  it('says nothing of the value when it refuses it', () => {
    const marked = fc.constantFrom('Secret-Name', 'secret.name@', 'Secret Name, 7', '2026-13-Secret');
    fc.assert(
      fc.property(fc.constantFrom(...all), marked, ({ transform, given, source }, value) => {
        const output = compiled(transform.name, given, { name: 'string' }, source)(value);
        if (output instanceof Refusal) expect(JSON.stringify(output)).not.toMatch(/secret/i);
      }),
    );
  });
});

describe('texts', () => {
  it.each([
    ['trim', []],
    ['prefix', ['mailto:']],
    ['remove', ['%']],
    ['uuid', []],
    ['iri', []],
    ['lowercase_email', []],
    ['strip_email_alias', []],
    ['course_iri', []],
  ] as const)('%s changes nothing the second time', (name, parameters) => {
    const apply = compiled(name, parameters);
    const texts = fc.oneof(
      fc.string(),
      fc.emailAddress(),
      fc.webUrl(),
      fc.uuid(),
      fc.string().map((text) => ` ${text}% `),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const once = apply(text);
        if (typeof once === 'string' && once !== '') expect(apply(once)).toBe(once);
      }),
    );
  });

  it('split and joined again are the same parts', () => {
    const part = fc.stringMatching(/^[a-z]{1,6}$/);
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        expect(compiled('split', [';'])(parts.join(' ; '))).toEqual(parts);
      }),
    );
  });

  it('words are found in whatever case, and only if they are named; a blank one is absent', () => {
    const apply = compiled('words', ['Regular=employee', 'Contingent Worker=contractor']);
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (other, upper) => {
        const word = upper ? 'CONTINGENT WORKER' : ' contingent worker ';
        expect(apply(word)).toBe('contractor');
        const given = other.trim().toLowerCase();
        const known = ['regular', 'contingent worker'].includes(given);
        expect(apply(other) instanceof Refusal).toBe(!known && given !== '');
        if (given === '') expect(apply(other)).toBeUndefined();
      }),
    );
  });

  it('ids of contents are equal exactly for equal contents', () => {
    const apply = compiled('content_id');
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), fc.dictionary(fc.string(), fc.string()), (a, b) => {
        expect(apply(a) === apply(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });
});

describe('numbers', () => {
  it.each([
    ['.', 'en-US'],
    [',', 'de-DE'],
  ] as const)('with the fraction behind %s are read as they are written in %s', (point, locale) => {
    const apply = compiled('number', [point]);
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.boolean(), (thousandths, useGrouping) => {
        const value = thousandths / 1000;
        const text = value.toLocaleString(locale, { maximumFractionDigits: 3, useGrouping });
        expect(apply(text)).toBeCloseTo(value, 9);
      }),
    );
  });
});

describe('dates', () => {
  const FORMATS: Readonly<Record<string, (date: Date) => string>> = {
    'YYYY-MM-DD': (date) => date.toISOString().slice(0, 10),
    'DD.MM.YYYY HH:mm': (date) => date.toISOString().replace(/(....)-(..)-(..)T(.....).*/, '$3.$2.$1 $4'),
    'MM/DD/YYYY HH:mm:ss': (date) => date.toISOString().replace(/(....)-(..)-(..)T(........).*/, '$2/$3/$1 $4'),
  };
  const moment = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });

  it.each(Object.entries(FORMATS))('in the format %s are read as they are written', (format, write) => {
    fc.assert(
      fc.property(moment, fc.integer({ min: -720, max: 840 }), (date, default_offset_minutes) => {
        const parsed = compiled('parse_date', [format], { name: 'timestamp' }, { default_offset_minutes })(write(date));
        const utc = new Date((parsed as number) + default_offset_minutes * 60_000);
        expect(write(utc)).toBe(write(date));
      }),
    );
  });

  it('are written by write_iso8601 as parse_iso8601 reads them', () => {
    fc.assert(
      fc.property(moment, (date) => {
        expect(compiled('parse_iso8601')(compiled('write_iso8601')(date.getTime()))).toBe(date.getTime());
      }),
    );
  });

  it('on the clock of twelve hours name each hour of the day once', () => {
    const apply = compiled('parse_date', ['YYYY-MM-DD hh A', 'Z'], { name: 'timestamp' });
    const hours = ['AM', 'PM'].flatMap((half) =>
      Array.from({ length: 12 }, (_, index) => apply(`2026-03-01 ${index + 1} ${half}`)),
    );
    const expected = Array.from({ length: 24 }, (_, hour) => Date.UTC(2026, 2, 1, hour));
    expect((hours as number[]).toSorted((a, b) => a - b)).toEqual(expected);
    expect(apply('2026-03-01 0 AM')).toBeInstanceOf(Refusal);
    expect(apply('2026-03-01 13 PM')).toBeInstanceOf(Refusal);
  });
});

it.each([
  ['constant', [], 'string'],
  ['constant', ['a', 'b'], 'string'],
  ['constant', ['yes'], 'boolean'],
  ['words', [], 'string'],
  ['words', ['a'], 'string'],
  ['words', ['a=b=c'], 'string'],
  ['number', [';'], 'number'],
  ['parse_date', [], 'timestamp'],
  ['parse_date', ['DD.MM'], 'timestamp'],
  ['parse_date', ['YYYY-MM-DD YYYY'], 'timestamp'],
  ['parse_date', ['YYYY-MM-DD hh:mm'], 'timestamp'],
  ['parse_date', ['YYYY-MM-DD', 'CET'], 'timestamp'],
  ['prefix', [], 'string'],
  ['remove', [''], 'string'],
  ['split', [], 'string[]'],
] as const)('%s does not take the arguments %j for a %s, and says which it takes', (name, parameters, type) => {
  const refused = transforms.get(name)!.compile(parameters, LOOKUPS, { name: type });
  expect(refused).toMatchObject({ expected: expect.any(String) });
});

import { describe, expect, it } from 'vitest';
import { isPersonalId } from '../../../services/people/personal-id.ts';

describe('an id that says who somebody is', () => {
  it.each([
    'ada@northwind.example',
    'mailto:ada@northwind.example',
    'northwind/ada%40northwind.example',
    '+49 151 23456789',
    'tel:+1-206-555-0100',
    '123-45-6789',
    'AB123456C',
    'ab 12 34 56 c',
    '046-454-286',
    '2341 2341 2346',
    'ABCDE1234F',
    '390.533.447-05',
    '756.1234.5678.97',
    '85.07.30-033.28',
    '65070803A013',
    '12345678Z',
    'X1234567L',
    'RSSMRA85T10A562S',
    '1 85 05 78 006 084 36',
    '850709-9805',
    '19850709-9805',
    '131052-308T',
    '850709-1234567',
    '11010519491231002X',
  ])('is %s', (id) => expect(isPersonalId(id)).toBe(true));
});

describe('an id that says so to nobody outside', () => {
  it.each([
    'E-1001',
    '1001',
    '100000015',
    '00012345',
    '20260301',
    'X-77',
    'ada.k',
    'NW-2026-0007',
    'E1@legacy',
    '1772361000000',
  ])('is %s', (id) => expect(isPersonalId(id)).toBe(false));
});

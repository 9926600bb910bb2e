/**
 * Where exports keep the list of their rows when the file is an object: record stores, HR and learning systems, SCIM
 * (RFC 7644, section 3.4.2), OData 2 and 4.
 */
export const LISTS = [
  ...['statements', 'Report_Entry', 'Resources', 'd.results', 'value', 'data', 'data.items', 'items', 'results'],
  ...['records', 'rows', 'entries', 'employees', 'workers', 'users', 'enrollments', 'elements'],
] as const;

const at = (value: unknown, place: string): unknown =>
  place
    .split('.')
    .reduce((holder, key) => (holder as Readonly<Record<string, unknown>> | null | undefined)?.[key], value);

/** The list of rows that a value is or holds; undefined where it is a row itself. */
export const listOf = (value: unknown): readonly unknown[] | undefined =>
  Array.isArray(value) ? value : LISTS.map((place) => at(value, place)).find((list) => Array.isArray(list));

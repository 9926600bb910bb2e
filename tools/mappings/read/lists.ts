/** What is known of the JSON in which systems wrap the list of their rows. Data: a name more is one word more. */

/**
 * Where exports have the list of their rows when the file is an object: record stores, HR and learning systems, SCIM
 * (RFC 7644, section 3.4.2), OData 2 and 4. Case does not matter.
 */
export const LISTS: readonly string[] = [
  ...['statements', 'Report_Entry', 'Resources', 'd.results', 'value', 'data', 'data.items', 'items', 'results'],
  ...['records', 'rows', 'entries', 'elements', 'employees', 'workers', 'users', 'persons', 'people', 'members'],
  ...['enrollments', 'enrolments', 'data.employees', 'data.users', 'data.enrollments', 'response.data'],
];

/** Lists that stand beside the rows and are none: what the columns are, where the next page is. */
export const LISTS_BESIDE: ReadonlySet<string> = new Set([
  ...['links', '_links', 'link', 'sort', 'sorts', 'fields', 'columns', 'headers', 'errors', 'warnings', 'messages'],
  ...['included', 'facets', 'filters', 'filter', 'meta', 'metadata', '_meta', 'pagination', 'paging', 'parameters'],
]);

/** Names of plain values that tell of an answer and not of a person: a lower-case name that begins so. */
export const PAGING = new RegExp(
  `^(?:[@_]|odata|${[
    ...['total', 'count', 'page', 'perpage', 'limit', 'offset', 'next', 'prev', 'more', 'first', 'last', 'self'],
    ...['href', 'url', 'link', 'start', 'itemsper', 'size', 'status', 'code', 'success', 'message', 'error', 'version'],
    ...[
      'timestamp',
      'generated',
      'created',
      'exported',
      'schema',
      'current',
      'has',
      'cursor',
      'etag',
      'kind',
      'report',
    ],
    ...['result', 'response', 'request', 'tenant', 'company', 'ok$', 'from', 'to$', 'as_?of', 'date', 'run'],
  ].join('|')})`,
);

import type { ErrorCode } from '../../services/runtime/error-codes.ts';

/** Codes that only the command has, beside those of dead letters: what each means, and what to do. */
export const commandCodes = {
  row_form: {
    summary: 'The row cannot become a record: it is cut short, or lacks what every record has.',
    what_to_do: 'Correct the export, or the export map that says which column is which.',
  },
  scim_patch_unsupported: {
    summary:
      'The row is a PATCH request of SCIM, which is not supported: it says what changes, and not who the worker is.',
    what_to_do: 'Export the users as they are, such as the answer of GET /Users.',
  },
  scim_bulk_unsupported: {
    summary: 'The row is a bulk message of SCIM, which is not supported.',
    what_to_do: 'Export the users as they are, such as the answer of GET /Users.',
  },
  join_missing: {
    summary: 'The file that the export map joins has no row for the key.',
    what_to_do: 'Give the whole file; or set `missing` of the join to `absent`, if the row can do without.',
  },
  join_duplicate: {
    summary: 'The file that the export map joins has several rows for the key.',
    what_to_do: 'Correct the file; or set `duplicate` of the join to `first` or `last`.',
  },
  guess_unconfirmed: {
    summary: 'A row of the export map is a guess that nobody has confirmed.',
    what_to_do: 'Check the row, correct it, and empty its cell in the column `guess`.',
  },
} as const satisfies Readonly<Record<string, ErrorCode>>;

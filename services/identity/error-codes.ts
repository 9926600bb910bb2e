import type { ErrorCode } from '../runtime/error-codes.ts';

/**
 * Dead-letter codes of the identity service, for the table in the documentation. Faults that a field map finds carry
 * the codes of the mappings.
 */
export const identityErrorCodes = {
  unknown_source: {
    summary: 'The HR system is not in mappings/sources.csv, or stands there as another kind of system.',
    what_to_do: 'Add the system to mappings/sources.csv, or correct the source id at the sender; then replay.',
  },
  hris_event_id_missing: {
    summary: 'The event has no id, so a repeat of it could not be told from a new one.',
    what_to_do: 'Let the HR system give each event an id of its own and send it again.',
  },
  hris_employee_id_invalid: {
    summary:
      'The employee id is empty, longer than 128 characters, contains a bar or a control character, or is a word for nobody: `0`, `null`, `N/A`, `unknown` and the like.',
    what_to_do: 'Correct the export of the HR system and send the event again.',
  },
  hris_key_mismatch: {
    summary: 'The record key is not the employee id.',
    what_to_do: 'Let the sender use the employee id as the key: it decides which events keep their order.',
  },
  hris_time_implausible: {
    summary: 'The event takes effect before 1900 or after 2200.',
    what_to_do: 'Look for a wrong unit (seconds, microseconds) at the sender and send the event again.',
  },
  hris_worker_missing: {
    summary: 'A hire, update, rehire or snapshot row does not carry the worker.',
    what_to_do: 'Let the HR system send the whole worker with the event.',
  },
  hris_related_id_invalid: {
    summary: 'A merge or unmerge does not name another worker, or names it by what cannot be an employee id.',
    what_to_do:
      'Let the HR system name the worker that becomes part of `employee_id` in `related_employee_id`, and send it again.',
  },
  hris_group_too_large: {
    summary: 'Merges tie more workers together than one person can have been, or were told over and over.',
    what_to_do:
      'Look for a merge of strangers, or a job that sends the same merge daily with a new time; correct it there.',
  },
  hris_alias_invalid: {
    summary: 'An e-mail address or another alias of the worker is not well-formed for its kind.',
    what_to_do: 'Correct the field that the path names in the HR system and send the event again.',
  },
  hris_too_many_aliases: {
    summary: 'The worker has more aliases than one person can have.',
    what_to_do: 'Look for a shared or technical account in the HR system; split it and send the event again.',
  },
} as const satisfies Record<string, ErrorCode>;

export type IdentityErrorCode = keyof typeof identityErrorCodes;

/** Codes with which field maps refuse a record: what each means, and what makes a replay go through. */
export const mappingErrorCodes = {
  field_missing: {
    summary: 'A field that the mapping requires is absent or null.',
    what_to_do: 'Send the field; or make the row optional in the field map, if the target allows it.',
  },
  field_type: {
    summary: 'A field has another type than its transform takes.',
    what_to_do: 'Correct the sender, or choose another transform in the field map.',
  },
  field_word: {
    summary: 'A field holds a word that its row does not know.',
    what_to_do: 'Correct the sender, or name the word in the field map.',
  },
  mapping_undecided: {
    summary: 'The export map leaves open how the field is read, or what the word means.',
    what_to_do: 'Decide, and write it into the export map in place of `?` or `undecided`.',
  },
  score_number: {
    summary: 'A part of a score is no number, or a number written as text from a source that may not do so.',
    what_to_do: 'Correct the sender, or set `quoted_numbers` of the source to `accept`.',
  },
  score_range: {
    summary: 'The lowest possible score is not below the highest.',
    what_to_do: 'Correct `min` and `max` at the sender.',
  },
  score_out_of_range: {
    summary: 'A score lies outside the range it is given on.',
    what_to_do: 'Correct the sender, or the `scaled_convention` or `raw_range` of the source.',
  },
  score_contradiction: {
    summary:
      'A score says one thing by `scaled` and another by `raw`, on the `raw_range` of the source or at the only end of the range that is known.',
    what_to_do:
      'Correct the sender; or, where it means another range, the `raw_range` or the `scaled_convention` of the source.',
  },
  score_convention_unknown: {
    summary: 'Only `scaled` is given, and the range it runs over is not known for the source.',
    what_to_do: 'Ask the vendor, then set `scaled_convention` of the source.',
  },
  score_range_unknown: {
    summary: 'Only `raw` is given, and the range it runs over is not known.',
    what_to_do: 'Have the sender give `min` and `max`, or set `raw_range` of the source.',
  },
  time_form: {
    summary: 'A time is not ISO 8601 with date and time of day, or names no real moment.',
    what_to_do: 'Correct the sender.',
  },
  time_offset_unknown: {
    summary: 'A time carries no offset from UTC, or the offset -00:00, which says that it is not known.',
    what_to_do: 'Have the sender give an offset; or, where it carries none, set `default_offset` of the source.',
  },
  time_implausible: {
    summary:
      'Something is said to have happened before 1990, or more than a day after its record arrived; or a credential ended before 1990.',
    what_to_do:
      'Look for a wrong clock, or a date that means none, at the sender; correct it and send the record again.',
  },
  duration_form: { summary: 'A duration is not ISO 8601.', what_to_do: 'Correct the sender.' },
  email_form: { summary: 'An e-mail address has no valid form.', what_to_do: 'Correct it in the HR system.' },
  iri_form: {
    summary:
      'An id is no absolute IRI, or names nothing: without a host, without a UUID behind `urn:uuid:`, a word such as `N/A`. Or it names a person: a mailto IRI, or any id with an e-mail address in it.',
    what_to_do:
      'Correct the sender: ids are published, and so hold no address. For courses named by a local id, set `course_iri` of the source.',
  },
  url_form: {
    summary: 'A link is no https URL, or has an e-mail address, a user name or a password in it.',
    what_to_do: 'Correct the sender.',
  },
  uuid_form: { summary: 'An id is no UUID.', what_to_do: 'Correct the sender.' },
  enrollment_status_unknown: {
    summary: 'The vocabulary of the source does not know the status.',
    what_to_do: 'Add the word to mappings/enrollment-status.csv for this source.',
  },
} as const satisfies Record<string, { readonly summary: string; readonly what_to_do: string }>;

export type MappingErrorCode = keyof typeof mappingErrorCodes;

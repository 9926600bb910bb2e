/** What a code means, and what its reader can do. */
export interface ErrorCode {
  readonly summary: string;
  readonly what_to_do: string;
}

/** Dead-letter codes that the engine itself gives, whatever the service. */
export const ENGINE_ERROR_CODES = {
  tombstone: {
    summary: 'The record has no value.',
    what_to_do: 'Input topics take no tombstones: send an event that says what is withdrawn.',
  },
  too_short: {
    summary: 'The value is shorter than the five bytes that name its schema.',
    what_to_do: 'Produce with a registry-aware Avro serializer.',
  },
  not_avro_framed: {
    summary: 'The value does not begin with the magic byte 0 of the registry wire format.',
    what_to_do: 'Produce with a registry-aware Avro serializer.',
  },
  unknown_schema: {
    summary: 'The registry knows no schema with the id that the value names.',
    what_to_do: 'Check that the producer writes to the registry of this environment, then replay the dead letter.',
  },
  wrong_subject: {
    summary: "The value's schema is not registered under the subject of this topic.",
    what_to_do: 'Send the record to the topic it was meant for, or register the schema under this subject.',
  },
  undecodable: {
    summary: 'The bytes do not fit the schema that they name: cut short, or longer than the record.',
    what_to_do: 'Find what damages the records on their way: a proxy, a wrong serializer.',
  },
  conflict: {
    summary: 'Another record with the same id and other content came first.',
    what_to_do: 'Give the corrected event an id of its own; the first one stands.',
  },
  unresolved: {
    summary: 'The deadline passed and nobody claims the learner alias.',
    what_to_do: 'Add the alias to the worker in the HR system, then replay the dead letter.',
  },
  parked_overflow: {
    summary: 'Too many records of the same unknown learner alias wait already.',
    what_to_do: 'Make the person known in the HR system, then replay the dead letters of the alias.',
  },
  resubmission_invalid: {
    summary: 'A record of a resubmission topic does not say where it was first, or how it came back.',
    what_to_do:
      'Only `resolution` and `npm run dead-letters` write these topics. Find out who else did, and check the ACLs.',
  },
  too_large: {
    summary:
      'The record, without compression, is larger than its topic takes. Its value stands compressed in the dead letter, as the header `value-encoding` says (zstd); where even that is too large, the dead letter has neither key nor value.',
    what_to_do:
      'Have its sender split it; `dead-letters show --with-value` prints it. Without a value, read the record at its coordinates while the input topic still keeps it.',
  },
  output_too_large: {
    summary: 'What the record leads to is larger than the output topic takes.',
    what_to_do: 'Look for an oversized field in the record.',
  },
} as const satisfies Record<string, ErrorCode>;

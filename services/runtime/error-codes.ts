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
  number_out_of_range: {
    summary:
      'A number is larger than its field can hold exactly (±9007199254740991), or a timestamp is no date. The reason names the field and the number.',
    what_to_do: 'Correct the number at its sender: nanoseconds in place of milliseconds, an id in place of a sequence.',
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
    summary:
      'Too many records of the same unknown learner alias wait already, or records of too many unknown aliases (PARKED_ALIASES_MAX).',
    what_to_do:
      'Make the people known in the HR system, then replay the dead letters. Where they are nobody, find which source sends them.',
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
  batch_too_large: {
    summary:
      'The batch that the records came in has more than 128 MiB without compression, or more than 500,000 records. The dead letter holds the batch as the broker sent it, as the header `value-encoding` says (kafka-record-batch), and stands for as many records as `dead-records` says, from the offset `dead-first-offset` on.',
    what_to_do: 'Have its sender make smaller batches, and send the records again.',
  },
  batch_unreadable: {
    summary:
      'The records of a batch cannot be decompressed, or do not lie where their lengths say. The dead letter holds the batch, as with `batch_too_large`.',
    what_to_do: 'Find what damages the batches on their way: the compression of the producer, a proxy.',
  },
  too_many_headers: {
    summary: 'The record has more than 10,000 headers. The dead letter has their bytes in the header `raw-headers`.',
    what_to_do: 'Have its sender put into the value what belongs there.',
  },
  output_too_large: {
    summary: 'What the record leads to is larger than the topic takes that the reason names.',
    what_to_do:
      'Look for an oversized field in the record; or raise `max.message.bytes` of the topic again, then replay the dead letter.',
  },
  output_refused: {
    summary:
      'The broker refuses what the record leads to, and does so again when the record is handled alone. The reason names the topic and the error of the broker.',
    what_to_do:
      'Look for the error in the Kafka documentation, correct the topic or the record, then replay the dead letter.',
  },
} as const satisfies Record<string, ErrorCode>;

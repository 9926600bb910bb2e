/**
 * The registry's wire format: a zero byte, the schema id in four bytes (big endian), then the Avro binary encoding.
 */
export const MAGIC_BYTE = 0;
export const FRAME_BYTES = 5;

/** Where the schema id stands. */
export const SCHEMA_ID_AT = 1;

/** Whether a value names a schema at all. */
export const isFramed = (value: Buffer): boolean => value.length >= FRAME_BYTES && value[0] === MAGIC_BYTE;

/** The schema id of a framed value. */
export const schemaIdOf = (value: Buffer): number => value.readInt32BE(SCHEMA_ID_AT);

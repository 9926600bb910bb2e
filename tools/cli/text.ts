/**
 * Characters that could steer a terminal, or change how the text around them reads: control characters, invisible and bidirectional
 * format characters, halves of surrogate pairs, line and paragraph separators. What a header has was written by somebody else.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** JSON escapes control characters up to U+001F itself, but for the line feeds of its layout. */
const UNSAFE_IN_JSON = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

const escapedUnits = (text: string): string =>
  Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');

/** Text as it is safe to print on one line. */
export const printable = (text: string): string => text.replaceAll(UNSAFE, escapedUnits);

/** The beginning of a text, on one line. */
export const shortened = (text: string, length_max: number): string => {
  // Escapes make a text longer, never shorter, so what is cut off here would not be shown.
  const line = printable(text.slice(0, length_max + 1));
  return line.length <= length_max ? line : `${line.slice(0, length_max - 1)}…`;
};

/** Epoch milliseconds as ISO 8601 to the second, UTC. A time that no calendar has is shown as its number. */
export const formatTime = (time_ms: number): string => {
  const time = new Date(time_ms);
  return Number.isNaN(time.getTime()) ? `${time_ms} ms` : `${time.toISOString().slice(0, 19)}Z`;
};

/** JSON for people and programs, safe to print; bytes become base64. */
export const formatJson = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) => asJson(one), 2).replaceAll(UNSAFE_IN_JSON, escapedUnits);

/** The same in one line. */
export const formatJsonLine = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) => asJson(one)).replaceAll(UNSAFE_IN_JSON, escapedUnits);

const asJson = (value: unknown): unknown => {
  if (typeof value === 'bigint') return value.toString();
  return isSerialisedBuffer(value) ? Buffer.from(value.data).toString('base64') : value;
};

/** `JSON.stringify` asks a Buffer for its own idea of JSON before anybody else sees it. */
const isSerialisedBuffer = (value: unknown): value is { type: 'Buffer'; data: number[] } =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  value.type === 'Buffer' &&
  'data' in value &&
  Array.isArray(value.data);

const SECOND_MS = 1_000;
const STEPS = [
  ['d', 86_400 * SECOND_MS],
  ['h', 3_600 * SECOND_MS],
  ['min', 60 * SECOND_MS],
  ['s', SECOND_MS],
] as const;

/** How long something takes, in its largest unit: `3 d`, `5 h`, `12 min`, `0 s`. */
export const formatDuration = (duration_ms: number): string => {
  const [unit, unit_ms] = STEPS.find(([, size_ms]) => Math.abs(duration_ms) >= size_ms) ?? STEPS[3];
  return `${Math.trunc(duration_ms / unit_ms)} ${unit}`;
};

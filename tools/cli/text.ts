/** Characters that could steer a terminal: what stands in a header was written by somebody else. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Text as it is safe to print on one line. */
export const printable = (text: string): string =>
  text.replaceAll(CONTROL, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The beginning of a text, on one line. */
export const shortened = (text: string, length_max: number): string => {
  const line = printable(text);
  return line.length <= length_max ? line : `${line.slice(0, length_max - 1)}…`;
};

/** Epoch milliseconds as ISO 8601 to the second, UTC. */
export const formatTime = (time_ms: number): string => `${new Date(time_ms).toISOString().slice(0, 19)}Z`;

/** JSON for people and programs; bytes become base64. */
export const formatJson = (value: unknown): string =>
  JSON.stringify(
    value,
    (_key, one: unknown) => (isSerialisedBuffer(one) ? Buffer.from(one.data).toString('base64') : one),
    2,
  );

/** `JSON.stringify` asks a Buffer for its own idea of JSON before anybody else sees it. */
const isSerialisedBuffer = (value: unknown): value is { type: 'Buffer'; data: number[] } =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer' && 'data' in value;

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

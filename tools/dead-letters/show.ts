import type { DeadLetterOpener } from '../../services/runtime/engine/dead-letter-seal.ts';
import { headerText } from '../../services/runtime/engine/headers.ts';
import { unpackedValue } from '../../services/runtime/engine/oversize.ts';
import { SEALED_KEY } from '../../services/runtime/engine/producer-headers.ts';
import type { Codec } from '../../services/runtime/registry/codec.ts';
import { explainCode } from '../codegen/error-codes.ts';
import { type Personal, readPersonal } from '../topics/personal.ts';
import { keyOf } from './key.ts';
import { inputOf, type Letter } from './letter.ts';
import { type Row, toRow } from './list.ts';

/** One dead letter in full. */
export interface Shown extends Row {
  /** What the documentation says of its code. */
  readonly meaning: readonly { readonly summary: string; readonly what_to_do: string }[];
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the record had a key; null where that cannot be read. */
  readonly has_key: boolean;
  /** Of the value as the input had it, or as the dead letter has it where it cannot be unpacked. */
  readonly value_bytes: number | null;
  /** False where a header says that the value is compressed, and it cannot be unpacked, or is too large to be. */
  readonly unpacked: boolean;
  /** Key and value only when they were asked for: they hold personal data. */
  readonly personal?: Personal;
}

const textOf = (letter: Letter, name: string): string =>
  name === SEALED_KEY ? '(encrypted)' : (headerText(letter.record.headers, name) ?? '');

/** @returns the key of the record for the reader; in words where it cannot be had */
const readKey = (letter: Letter, opener: DeadLetterOpener): Buffer | null => {
  const known = keyOf(letter, opener);
  if (known.kind === 'not_opened') return Buffer.from('(cannot be decrypted: see DEAD_LETTER_KEY_PREVIOUS)');
  return known.key;
};

/**
 * Puts together what is to be shown of a dead letter, whatever is in it.
 * @param opener given where key and value are wanted
 * @throws DependencyUnavailable when the value is wanted and the registry is unavailable
 */
export const showLetter = async (
  letter: Letter,
  replayed: boolean,
  codec: Pick<Codec, 'load' | 'decode'>,
  opener: DeadLetterOpener | undefined,
): Promise<Shown> => {
  const { record, said } = letter;
  const unpacked = unpackedValue(record);
  const value = unpacked === undefined ? record.value : unpacked;
  return {
    ...toRow(letter, replayed),
    meaning: said === null ? [] : explainCode(said.code),
    headers: Object.fromEntries(Object.keys(record.headers).map((name) => [name, textOf(letter, name)])),
    has_key: record.key !== null,
    value_bytes: value?.length ?? null,
    unpacked: unpacked !== undefined,
    ...(opener === undefined
      ? {}
      : { personal: await readPersonal(codec, inputOf(record.topic), { key: readKey(letter, opener), value }) }),
  };
};

import { headerText } from '../../services/runtime/engine/headers.ts';
import { unpackedValue } from '../../services/runtime/engine/oversize.ts';
import type { Codec } from '../../services/runtime/registry/codec.ts';
import { explainCode } from '../codegen/error-codes.ts';
import { type Personal, readPersonal } from '../topics/personal.ts';
import { inputOf, type Letter } from './letter.ts';
import { type Row, toRow } from './list.ts';

/** One dead letter in full. */
export interface Shown extends Row {
  /** What the documentation says of its code. */
  readonly meaning: readonly { readonly summary: string; readonly what_to_do: string }[];
  readonly headers: Readonly<Record<string, string>>;
  readonly key_bytes: number | null;
  readonly value_bytes: number | null;
  /** Key and value only when they were asked for: they hold personal data. */
  readonly personal?: Personal;
}

/**
 * Puts together what is to be shown of a dead letter.
 * @throws DependencyUnavailable when the value is wanted and the registry is away
 */
export const showLetter = async (
  letter: Letter,
  replayed: boolean,
  codec: Pick<Codec, 'load' | 'decode'>,
  with_value: boolean,
): Promise<Shown> => {
  const { said } = letter;
  const record = { ...letter.record, value: unpackedValue(letter.record) };
  const names = Object.keys(record.headers);
  return {
    ...toRow(letter, replayed),
    meaning: said === null ? [] : explainCode(said.code),
    headers: Object.fromEntries(names.map((name) => [name, headerText(record.headers, name) ?? ''])),
    key_bytes: record.key?.length ?? null,
    value_bytes: record.value?.length ?? null,
    ...(with_value ? { personal: await readPersonal(codec, inputOf(record.topic), record) } : {}),
  };
};

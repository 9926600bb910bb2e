import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CommandError } from '../errors.ts';
import { withHead } from './bytes.ts';

/** Encodings of texts that exports come in; those of UTF-16 are told by their first character where it is the byte order mark. */
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

/** What a file is, by its first bytes, that is no text. */
const BINARY: readonly (readonly [signature: string, what: string])[] = [
  ['504b0304', 'is a workbook of Excel, or a ZIP archive: save the sheet as CSV UTF-8, or unpack the archive'],
  ['d0cf11e0', 'is a workbook of an old Excel: save the sheet as CSV UTF-8'],
  ['25504446', 'is a PDF: export a table or JSON instead'],
  ['fd377a58', 'is compressed with xz: unpack it, or use gzip'],
  ['28b52ffd', 'is compressed with zstd: unpack it, or use gzip'],
  ['425a68', 'is compressed with bzip2: unpack it, or use gzip'],
];
const GZIP = '1f8b';

const startsWith = (head: Buffer, signature: string): boolean =>
  head.subarray(0, signature.length / 2).toString('hex') === signature;

/** The bytes of a text, unpacked where they are compressed with gzip, whatever the name of the file. */
export const unpacked = async (
  name: string,
  bytes: { readonly head: Buffer; readonly pieces: AsyncIterable<Buffer> },
): Promise<{ readonly head: Buffer; readonly pieces: AsyncIterable<Buffer> }> => {
  if (startsWith(bytes.head, GZIP)) {
    const zipped = Readable.from(bytes.pieces);
    const gunzip = createGunzip();
    zipped.on('error', (error) => gunzip.destroy(error));
    return await withHead(zipped.pipe(gunzip));
  }
  const what = BINARY.find(([signature]) => startsWith(bytes.head, signature))?.[1];
  if (what !== undefined) throw new CommandError(`${name} ${what}`);
  return bytes;
};

/** A head may end within a character. */
const isTextOfUtf8 = (head: Buffer): boolean => {
  for (let cut = 0; cut < 4; cut++) if (isUtf8(head.subarray(0, head.length - cut))) return true;
  return false;
};

/**
 * The encoding of a text, by its byte order mark or as it was given.
 * @throws CommandError when it is none of those, which are not guessed
 */
export const encodingOf = (name: string, head: Buffer, given: Encoding | undefined): Encoding => {
  if (given !== undefined) return given;
  if (startsWith(head, 'fffe')) return 'utf-16le';
  if (startsWith(head, 'feff')) return 'utf-16be';
  if (head.includes(0))
    throw new CommandError(`${name} is no text in UTF-8: save it as UTF-8, or say --encoding utf-16le if it is that`);
  if (!isTextOfUtf8(head))
    throw new CommandError(
      `${name} is no text in UTF-8: save it as UTF-8, or say --encoding windows-1252 if it comes from a Western European Windows`,
    );
  return 'utf-8';
};

/**
 * Texts of pieces of bytes, without a byte order mark; line ends of an old Mac become those of others.
 * @throws TypeError where the bytes are none of the encoding
 */
export async function* decoded(
  pieces: AsyncIterable<Buffer>,
  encoding: Encoding,
  line_end: '\r' | '\n',
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const withLines = (text: string): string => (line_end === '\r' ? text.replaceAll('\r', '\n') : text);
  for await (const piece of pieces) yield withLines(decoder.decode(piece, { stream: true }));
  yield withLines(decoder.decode());
}

/** Line ends of a text: a lone carriage return only where there is no other. */
export const lineEndOf = (head: string): '\r' | '\n' => (/\r(?!\n|$)/.test(head) && !head.includes('\n') ? '\r' : '\n');

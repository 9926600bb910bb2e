import { open } from 'node:fs/promises';

const TAIL_MAX_BYTES = 16 * 1024;

/** The last lines of a file, for error messages; empty when it cannot be read. */
export const logTail = async (file: string, lines: number): Promise<string> => {
  const handle = await open(file).catch(() => null);
  if (handle === null) return '';
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - TAIL_MAX_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(TAIL_MAX_BYTES), 0, TAIL_MAX_BYTES, start);
    return buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n').slice(-lines).join('\n');
  } finally {
    await handle.close();
  }
};

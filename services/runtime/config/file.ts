import { readFileSync } from 'node:fs';

export type FileText =
  | { readonly text: string; readonly problem?: undefined }
  | { readonly problem: string; readonly text?: undefined };

/**
 * The text of a file that a variable names, or what is wrong with it; neither its path nor its content is in the latter.
 * @param without what is cut off
 */
export const readText = (path: string, without?: RegExp): FileText => {
  try {
    const text = readFileSync(path, 'utf8');
    return { text: without === undefined ? text : text.replace(without, '') };
  } catch (error) {
    return {
      problem: `names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
    };
  }
};

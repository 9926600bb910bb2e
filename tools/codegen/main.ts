import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outputs } from './outputs.ts';

/** `npm run generate`: writes the generated files anew, and names those that changed. */
const root = new URL('../../', import.meta.url);

const current = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

for (const [path, render] of outputs) {
  const file = fileURLToPath(new URL(path, root));
  const content = render();
  if (current(file) === content) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  if (content.startsWith('#!')) chmodSync(file, 0o755);
  console.log(`written: ${path}`);
}

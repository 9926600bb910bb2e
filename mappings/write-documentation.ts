import { writeFileSync } from 'node:fs';
import { documentPath, renderDocument } from './documentation.ts';

/** `node mappings/write-documentation.ts`: brings the generated sections of docs/mappings.md up to date. */
writeFileSync(documentPath, renderDocument());

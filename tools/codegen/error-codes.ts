import { mappingErrorCodes } from '../../mappings/index.ts';
import { enrollmentErrorCodes } from '../../services/enrollment/error-codes.ts';
import { identityErrorCodes } from '../../services/identity/error-codes.ts';
import { learningErrorCodes } from '../../services/learning/error-codes.ts';
import { xapiErrorCodes } from '../../services/learning/xapi/error-codes.ts';
import { profileErrorCodes } from '../../services/profile/error-codes.ts';
import { resolutionErrorCodes } from '../../services/resolution/error-codes.ts';
import { ENGINE_ERROR_CODES, type ErrorCode } from '../../services/runtime/error-codes.ts';

type Codes = Readonly<Record<string, ErrorCode>>;

/** Whose codes they are, in the order of the document. A code may stand in several: each says what it means there. */
export const GROUPS: ReadonlyMap<string, Codes> = new Map<string, Codes>([
  ['Any service', ENGINE_ERROR_CODES],
  ['Mappings, in any service that uses them', mappingErrorCodes],
  ['identity', identityErrorCodes],
  ['learning', learningErrorCodes],
  ['learning: the xAPI specification', xapiErrorCodes],
  ['enrollment', enrollmentErrorCodes],
  ['resolution', resolutionErrorCodes],
  ['profile', profileErrorCodes],
]);

/** Whether the documentation has a code. */
export const isKnownCode = (code: string): boolean => [...GROUPS.values()].some((codes) => Object.hasOwn(codes, code));

/** What the documentation says of a code; several answers where services mean different things by it. */
export const explainCode = (code: string): readonly ErrorCode[] => {
  const meanings = [...GROUPS.values()].flatMap((codes) => (Object.hasOwn(codes, code) ? codes[code]! : []));
  return [...new Map(meanings.map((meaning) => [meaning.summary, meaning])).values()];
};

const HEAD = `# Dead-letter codes

Generated from the code by \`npm run generate\`. A dead letter carries its code in the header \`error-code\`, what was wrong and
where in \`__connect.errors.exception.message\`, and the original bytes as its value.
`;

const renderGroup = (title: string, codes: Codes): string => {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const rows = Object.entries(codes)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([code, { summary, what_to_do }]) => `| \`${code}\` | ${cell(summary)} | ${cell(what_to_do)} |`);
  return [`## ${title}`, '', '| code | what was wrong | what to do |', '|---|---|---|', ...rows, ''].join('\n');
};

/** The table of all dead-letter codes. */
export const renderErrorCodes = (): string =>
  [HEAD, ...[...GROUPS].map(([title, codes]) => renderGroup(title, codes))].join('\n');

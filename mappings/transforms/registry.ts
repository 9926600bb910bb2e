import { attemptNumber } from './attempt.ts';
import { badgeClass } from './badge-class.ts';
import { constant, words } from './constant.ts';
import { courseIri } from './course.ts';
import { badgeAward, certificateRef } from './credential.ts';
import { parseDate, writeIso8601 } from './date.ts';
import { lowercaseEmail, stripEmailAlias } from './email.ts';
import { enrollmentStatus } from './enrollment.ts';
import { epoch, excelDate, odataDate } from './epoch.ts';
import { keepOnly, leaveOut } from './filter.ts';
import { number } from './number.ts';
import { contentId, prefix, remove, split } from './parts.ts';
import { gradingScale, normalizeScore } from './score.ts';
import { absentIf, boolean, identity, languageMap, text, trim, withoutAddresses } from './text.ts';
import { iso8601Duration, parseIso8601, validUntil } from './time.ts';
import type { Transform } from './transform.ts';
import { undecided } from './undecided.ts';
import { httpsUrl, iri, uuid } from './web.ts';

/** Every transform that a field map may name. */
export const transforms: ReadonlyMap<string, Transform> = new Map(
  [
    identity,
    trim,
    withoutAddresses,
    text,
    absentIf,
    boolean,
    languageMap,
    lowercaseEmail,
    stripEmailAlias,
    normalizeScore,
    gradingScale,
    attemptNumber,
    parseIso8601,
    validUntil,
    iso8601Duration,
    iri,
    httpsUrl,
    uuid,
    courseIri,
    enrollmentStatus,
    certificateRef,
    badgeAward,
    badgeClass,
    constant,
    words,
    number,
    parseDate,
    epoch,
    excelDate,
    odataDate,
    writeIso8601,
    prefix,
    remove,
    split,
    contentId,
    leaveOut,
    keepOnly,
    undecided,
  ].map((transform) => [transform.name, transform]),
);

/** Characters that an IRI may have and a URI may not. */
const NOT_IN_URI = /[^\u0021-\u007e]/gu;

/** An IRI as the URI that stands for it (RFC 3987, section 3.1): Open Badges names things by URIs. */
export const toUri = (iri: string): string => iri.toWellFormed().replaceAll(NOT_IN_URI, encodeURIComponent);

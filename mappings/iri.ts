const IRI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`\p{Cc}]+$/u;

/** Whether a text is an absolute IRI (RFC 3987): `course-v1:A+B` is one, `www.example.com/x` is not. */
export const isIri = (text: string): boolean => IRI.test(text);

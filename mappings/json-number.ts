// RFC 8259 section 6.
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Whether a text is a number as JSON writes it: no spaces, no leading zeros, no hexadecimal. */
export const isJsonNumber = (text: string): boolean => JSON_NUMBER.test(text);

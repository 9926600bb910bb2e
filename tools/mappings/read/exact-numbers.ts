/**
 * The value of a JSON number: a number, or the text as it is for an integer beyond 2^53. Ids in HR exports are such integers,
 * and rounded to a double two of them become one.
 */
export const exactNumber = (text: string): number | string => {
  const number = Number(text);
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(number) ? text : number;
};

/** As `JSON.parse`, with numbers as `exactNumber` reads them. @throws SyntaxError */
export const parseExactly = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && context?.source !== undefined
      ? exactNumber(context.source)
      : value,
  );

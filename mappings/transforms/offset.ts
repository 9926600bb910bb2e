/** Minutes east of UTC of an offset such as `+01:00`, or of `Z`; null for any other text, and for -00:00. */
export const parseOffset = (text: string): number | null => {
  if (text === 'Z') return 0;
  const match = /^([+-])([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (!match || text === '-00:00') return null;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
};

/** What of a hundred statements is what; the learning systems of the simulator write each kind in their own words. */
export const MIX = { noise: 72, completion: 15, assessment: 10, award: 3 } as const;

export type StatementKind = keyof typeof MIX;

/** The mix for people, with the share of each kind in percent. */
export const describeMix = (): string => {
  const total = Object.values(MIX).reduce((sum, weight) => sum + weight, 0);
  const titles: Readonly<Record<StatementKind, string>> = {
    noise: 'sessions, video and quiz interactions that lead to nothing',
    completion: 'completed courses with a score and mapped skills',
    assessment: 'graded tests',
    award: 'badges and certificates',
  };
  return (Object.keys(MIX) as StatementKind[])
    .map((kind) => `${Math.round((MIX[kind] * 100) / total)} % ${titles[kind]}`)
    .join(', ');
};

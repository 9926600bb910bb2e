/** Major, minor and patch of a semantic version; mapping files have no pre-releases. */
export type Version = readonly [number, number, number];

/** Null for anything but three plain numbers, such as `1.0.0` (Semantic Versioning 2.0.0, section 2). */
export const parseVersion = (text: string): Version | null => {
  const match = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : null;
};

/** Negative when `a` is older, positive when it is newer. */
export const compareVersions = (a: Version, b: Version): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];

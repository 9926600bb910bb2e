/** Something that is not as the simulator knows it must be. */
export interface Difference {
  readonly where: string;
  readonly expected: string;
  readonly found: string;
}

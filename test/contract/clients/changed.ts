/**
 * The message of an assertion on a bare library: it fails when the library has lost a defect, or shows it otherwise.
 * @param guard what of the project exists because of the defect
 */
export const changed = (library: string, defect: string, guard: string): string =>
  `${library} has changed: it is not seen any more that ${defect}. See whether ${guard} is still needed, and still right`;

/** Consumer group of a service. A new generation handles all input anew, beside the old one. */
export const groupOf = (service: string, generation: string): string =>
  generation === '1' ? `skillstream.${service}` : `skillstream.${service}.g${generation}`;

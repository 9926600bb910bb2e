import type { Settings } from './settings.ts';

const SECRETS = new Set(['password', 'sentinel_password', 'key']);
const FILES = new Set(['ca', 'cert']);

/** The settings for the log at start: secrets masked, certificates named only. */
export const describeSettings = (settings: Partial<Settings>): unknown =>
  JSON.parse(
    JSON.stringify(settings, (name, value: unknown) => {
      if (typeof value !== 'string') return value;
      if (SECRETS.has(name)) return '***';
      return FILES.has(name) ? `PEM, ${value.length} characters` : value;
    }),
  );

import type { Settings } from './settings.ts';

const SECRETS = new Set(['password', 'sentinel_password', 'key', 'previous_keys']);
const FILES = new Set(['ca', 'cert']);

/** The settings for the log at start: secrets masked, certificates named only. */
export const describeSettings = (settings: Partial<Settings>): unknown =>
  JSON.parse(
    JSON.stringify(settings, (name, value: unknown) => {
      if (SECRETS.has(name) && (typeof value === 'string' || Array.isArray(value))) return '***';
      if (typeof value !== 'string') return value;
      return FILES.has(name) ? `PEM, ${value.length} characters` : value;
    }),
  );

import { type Logger, pino } from 'pino';

export type { Logger };

/**
 * JSON lines on standard output. What is logged never holds personal data: coordinates, codes, counts and error
 * messages of clients only.
 */
export const createLogger = (service: string, level: string): Logger =>
  pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });

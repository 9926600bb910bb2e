import { existsSync } from 'node:fs';

/**
 * JVM options that make a server start fast and stay small: one collector thread, the quick compiler only. What the
 * process leaves in temporary folders goes with its own data.
 */
export const jvmOptions = (options: {
  readonly heap_max_mb: number;
  readonly temporaryDir: string;
  /** Shared class archive made by `warm.ts`; used when it exists. */
  readonly archive: string;
}): string[] => [
  `-Xmx${options.heap_max_mb}m`,
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:+ExitOnOutOfMemoryError',
  '-XX:-UsePerfData',
  '-Djava.awt.headless=true',
  `-Djava.io.tmpdir=${options.temporaryDir}`,
  ...(existsSync(options.archive) ? [`-XX:SharedArchiveFile=${options.archive}`] : []),
];

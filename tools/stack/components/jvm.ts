import { existsSync } from 'node:fs';

/** A shared class archive: the JVM maps the classes of an earlier run instead of loading them anew. */
export interface ClassArchive {
  readonly file: string;
  /** `record` writes the archive when the process ends; `use` reads it, if it exists. */
  readonly mode: 'record' | 'use';
}

const archiveOptions = ({ file, mode }: ClassArchive): string[] => {
  if (mode === 'record') return [`-XX:ArchiveClassesAtExit=${file}`];
  return existsSync(file) ? [`-XX:SharedArchiveFile=${file}`] : [];
};

/**
 * JVM options that make a server start fast and stay small: one collector thread, the quick compiler only. What the
 * process leaves in temporary folders goes with its own data.
 */
export const jvmOptions = (options: {
  readonly heap_max_mb: number;
  readonly temporaryDir: string;
  readonly archive: ClassArchive;
}): string[] => [
  `-Xmx${options.heap_max_mb}m`,
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:+ExitOnOutOfMemoryError',
  '-XX:-UsePerfData',
  '-Djava.awt.headless=true',
  `-Djava.io.tmpdir=${options.temporaryDir}`,
  ...archiveOptions(options.archive),
];

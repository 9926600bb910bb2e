import type { Certificates } from './certificates.ts';
import type { Java } from './java.ts';
import type { ClassArchive } from './jvm.ts';

/** What `warm.ts` keeps in the cache, beside the packages. */
export interface Warm {
  /** A formatted, empty Kafka data folder, to be copied. */
  readonly kafkaStorage: string;
  readonly kafkaArchive: ClassArchive;
  readonly registryArchive: ClassArchive;
}

/** What all components of one stack are made from. */
export interface Setup {
  readonly java: Java;
  readonly packages: string;
  readonly classpath: string;
  readonly warm: Warm;
  /** Each component has a folder of its name in it. */
  readonly dataRoot: string;
  readonly throwAway: boolean;
  readonly logsDir: string;
  /** Null for plain text. */
  readonly certificates: Certificates | null;
}

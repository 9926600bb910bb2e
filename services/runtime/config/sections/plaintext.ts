import { isLoopback } from '../loopback.ts';
import type { Report } from '../variable.ts';

/** Credentials as they would be sent. */
export interface Sent {
  /** Names of the variables that contain them; empty where there are none. */
  readonly variables: readonly string[];
  readonly encrypted: boolean;
  /** Every host that is given them, or null where other servers name the hosts. */
  readonly hosts: readonly string[] | null;
}

/** What permits credentials without encryption, and what would encrypt them. */
interface Remedy {
  readonly permitted: boolean;
  /** The variable that permits it. */
  readonly permission: string;
  /** Completes "expected …". */
  readonly encryption: string;
}

/** Refuses credentials that would cross a network in plain text; where that is permitted, warns. */
export const checkPlaintext = ({ variables, encrypted, hosts }: Sent, remedy: Remedy, report: Report): void => {
  if (encrypted || hosts?.every(isLoopback)) return;
  for (const variable of variables) {
    if (remedy.permitted) {
      report.warn({ variable, problem: `is sent unencrypted, as ${remedy.permission} permits` });
    } else {
      report.fault({
        variable,
        problem: 'would be sent unencrypted',
        expected: `${remedy.encryption}, or ${remedy.permission}=true where the network itself is protected`,
      });
    }
  }
};

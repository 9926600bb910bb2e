import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Certificates, createCertificates } from './certificates.ts';
import { createLogsDir } from './logs.ts';
import { ensurePrograms, type Programs } from './programs.ts';
import type { StackOptions } from './types.ts';

/** What all components of one stack are made from. */
export interface Setup extends Programs {
  /** Each component has a folder of its name in it. */
  readonly dataRoot: string;
  readonly throwAway: boolean;
  readonly logsDir: string;
  /** Null for plain text. */
  readonly certificates: Certificates | null;
  /** Passwords of further Kafka users, by name; null without an authorizer. */
  readonly users: Readonly<Record<string, string>> | null;
}

/** Fetches what is missing and makes the folders. @throws StackError when something that is needed is missing. */
export const prepareSetup = async (options: StackOptions): Promise<Setup> => {
  const programs = await ensurePrograms(options.log ?? ((line) => process.stderr.write(`${line}\n`)));
  const logsDir = options.logsDir === undefined ? await createLogsDir() : resolve(options.logsDir);
  await mkdir(logsDir, { recursive: true });
  const throwAway = options.dataDir === undefined;
  const dataRoot = throwAway ? await mkdtemp(join(tmpdir(), 'skillstream-')) : resolve(options.dataDir);
  await mkdir(dataRoot, { recursive: true });
  const certificates = options.security === 'tls' ? await createCertificates(join(dataRoot, 'certificates')) : null;
  return { ...programs, dataRoot, throwAway, logsDir, certificates, users: options.users ?? null };
};

export const removeThrowAwayData = async ({ throwAway, dataRoot }: Setup): Promise<void> => {
  if (throwAway) await rm(dataRoot, { recursive: true, force: true });
};

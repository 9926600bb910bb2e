import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Certificates, createCertificates } from './certificates.ts';
import { onDisk } from './disk.ts';
import { createLogsDir } from './logs.ts';
import { logsRoot } from './paths.ts';
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

const makeLogsDir = async (given: string | undefined): Promise<string> => {
  const folder = given === undefined ? await createLogsDir() : resolve(given);
  await mkdir(folder, { recursive: true });
  return folder;
};

const makeDataRoot = async (given: string | undefined): Promise<string> => {
  const folder = given === undefined ? await mkdtemp(join(tmpdir(), 'skillstream-')) : resolve(given);
  await mkdir(folder, { recursive: true });
  return folder;
};

/** Fetches what is missing and makes the folders. @throws StackError when something that is needed is missing. */
export const prepareSetup = async (options: StackOptions): Promise<Setup> => {
  const programs = await ensurePrograms(options.log ?? ((line) => process.stderr.write(`${line}\n`)));
  const logsDir = await onDisk(logsRoot, () => makeLogsDir(options.logsDir));
  const throwAway = options.dataDir === undefined;
  const dataRoot = await onDisk(options.dataDir ?? tmpdir(), () => makeDataRoot(options.dataDir));
  const certificates =
    options.security === 'tls'
      ? await onDisk(dataRoot, () => createCertificates(join(dataRoot, 'certificates')))
      : null;
  return { ...programs, dataRoot, throwAway, logsDir, certificates, users: options.users ?? null };
};

export const removeThrowAwayData = async ({ throwAway, dataRoot }: Setup): Promise<void> => {
  if (throwAway) await rm(dataRoot, { recursive: true, force: true });
};

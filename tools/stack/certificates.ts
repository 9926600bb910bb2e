import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { HOST } from './process/ports.ts';

/** PEM files of a server certificate for 127.0.0.1 and localhost, and of the authority that signed it. */
export interface Certificates {
  readonly caFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
  /** Key and certificate in one file, the form in which Kafka reads a PEM key store. */
  readonly keyStoreFile: string;
  /** Content of `caFile`. */
  readonly ca: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Makes a new authority and a server certificate, valid from yesterday for a year. */
export const createCertificates = async (folder: string): Promise<Certificates> => {
  await mkdir(folder, { recursive: true });
  const notBeforeDate = new Date(Date.now() - DAY_MS);
  const notAfterDate = new Date(Date.now() + 365 * DAY_MS);
  const common = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256', notBeforeDate, notAfterDate } as const;
  const authority = await generate([{ name: 'commonName', value: 'Skillstream local stack' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: HOST },
        ],
      },
    ],
  });
  const file = async (name: string, content: string, mode = 0o644): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content, { mode });
    return path;
  };
  return {
    caFile: await file('ca.pem', authority.cert),
    certificateFile: await file('server.pem', server.cert),
    keyFile: await file('server.key', server.private, 0o600),
    keyStoreFile: await file('server-keystore.pem', `${server.private}\n${server.cert}`, 0o600),
    ca: authority.cert,
  };
};

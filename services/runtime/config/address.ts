/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

const ADDRESS = /^(\[[0-9a-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i;
const PORT_MAX = 65_535;

/**
 * Reads `host:port`, `[ipv6]:port`, or `host` where there is a default port. Null when it is none of these.
 * @param default_port null when the port must be given
 */
export const parseAddress = (text: string, default_port: number | null): Address | null => {
  const match = ADDRESS.exec(text.trim());
  if (match === null) return null;
  const port = match[2] === undefined ? default_port : Number(match[2]);
  if (port === null || port < 1 || port > PORT_MAX) return null;
  return { host: match[1]!.replace(/^\[|\]$/g, ''), port };
};

/** Reads addresses with commas between. Null when one of them is wrong or there is none. */
export const parseAddresses = (text: string, default_port: number | null): readonly Address[] | null => {
  const addresses = text.split(',').map((part) => parseAddress(part, default_port));
  return addresses.includes(null) ? null : (addresses as Address[]);
};

export const formatAddress = ({ host, port }: Address): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { StackError } from '../errors.ts';

export const HOST = '127.0.0.1';

/**
 * Below the ports that Linux (from 32768) and macOS (from 49152) give to outgoing connections: a component that is
 * stopped and started again must find its port free.
 */
const FIRST_PORT = 15_000;
const LAST_PORT = 32_000;
const ATTEMPTS_MAX = 200;

const given = new Set<number>();

/** True when nothing listens on the port of the loopback interface. */
export const isPortFree = async (port: number): Promise<boolean> => {
  const server = createServer();
  try {
    await once(server.listen({ host: HOST, port, exclusive: true }), 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
};

/**
 * Chooses ports that are free and that this process has not given out before. Another process may still take one
 * before it is used; whoever uses it has to notice (`PortTakenError`) and choose again.
 */
export const chooseFreePorts = async (count: number): Promise<number[]> => {
  const ports: number[] = [];
  for (let attempt = 0; ports.length < count; attempt++) {
    if (attempt === ATTEMPTS_MAX) throw new StackError(`found no free ports between ${FIRST_PORT} and ${LAST_PORT}`);
    const port = randomInt(FIRST_PORT, LAST_PORT);
    if (given.has(port) || !(await isPortFree(port))) continue;
    given.add(port);
    ports.push(port);
  }
  return ports;
};

export const releasePorts = (ports: readonly number[]): void => {
  for (const port of ports) given.delete(port);
};

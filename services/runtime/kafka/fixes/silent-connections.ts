import type { Socket } from 'node:net';
import { requireInside } from './replace.ts';

interface Connection {
  readonly socket: Socket;
  send(this: Connection, protocol: object): Promise<unknown>;
}

/**
 * Gives up a connection on which a request was not answered in time. kafkajs asks again on the same one, for as long as it
 * has tries left: minutes, when a firewall or a broken broker keeps it open without a word.
 */
export const leaveSilentConnections = (): void => {
  const { prototype } = requireInside<{ prototype: Connection }>('network/connection.js');
  const send = prototype.send;
  prototype.send = async function (this: Connection, protocol: object): Promise<unknown> {
    try {
      return await send.call(this, protocol);
    } catch (error) {
      // The client handles that as a connection that broke: other requests on it fail, and the next one connects anew.
      if ((error as Error).name === 'KafkaJSRequestTimeoutError') this.socket.destroy(error as Error);
      throw error;
    }
  };
};

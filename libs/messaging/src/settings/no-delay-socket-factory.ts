import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';
import { hostOfKafkajs } from './broker-list';

const keepAliveDelayMs = 60_000;

/** Sockets without Nagle's algorithm: kafkajs leaves it on, and a small produce request then waits for an acknowledgement. */
export const noDelaySocketFactory: ISocketFactory = ({ host: given, port, ssl, onConnect }) => {
  const host = hostOfKafkajs(given);
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket = ssl
    ? connectTls({ host, port, ...servername, ...ssl }, onConnect)
    : connect({ host, port }, onConnect);
  socket.setNoDelay(true);
  socket.setKeepAlive(true, keepAliveDelayMs);
  return socket;
};

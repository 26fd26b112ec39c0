import { connect } from 'node:net';
import { Kafka, logLevel } from 'kafkajs';

/**
 * kafkajs as it is published, with nothing of ours but a socket without Nagle's algorithm, which would hold small sends back.
 * To be used in processes of its own: our patches are of the whole process.
 */
export const bareKafka = (brokers: string): Kafka =>
  new Kafka({
    clientId: 'bench',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    socketFactory: ({ host, port, onConnect }) => connect({ host, port, noDelay: true }, onConnect),
  });

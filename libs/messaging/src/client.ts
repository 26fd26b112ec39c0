/** Kafka as an outside program needs it: the client and its settings, without the servers of the services. */
export * from './settings/broker-list';
export * from './settings/create-kafka';
export * from './settings/kafka-settings';
export * from './settings/messaging-log';

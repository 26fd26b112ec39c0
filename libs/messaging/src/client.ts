/** Kafka as an outside program needs it: the client, its settings and a reader of whole topics, without the servers of the services. */
export { everybodys, KafkaRecord } from './consumer/kafka-record';
export * from './settings/broker-list';
export * from './settings/create-kafka';
export * from './settings/kafka-options';
export * from './settings/messaging-log';
export * from './state/log-end';
export * from './state/log-reader';

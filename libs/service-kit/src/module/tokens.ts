/** Injection token of the service's own config, as its variables were read. */
export const SERVICE_CONFIG = Symbol('SERVICE_CONFIG');
/** Injection token of the `KafkaSettings`. */
export const KAFKA_SETTINGS = Symbol('KAFKA_SETTINGS');
/** Injection token of the service's name. */
export const SERVICE_NAME = Symbol('SERVICE_NAME');
/** Injection token of the kafkajs client, for reading a log aside from the handlers. */
export const KAFKA_CLIENT = Symbol('KAFKA_CLIENT');
/** Injection token of the prom-client registry. */
export const METRICS_REGISTRY = Symbol('METRICS_REGISTRY');

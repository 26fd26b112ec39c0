/** For programs that pass on the requests of several apps: records as they are, without checks, repeats and deadlines. */
export { KafkaExchange, type KafkaExchangeOptions, type RequestRecord } from './kafka/kafka-exchange';
export { InferenceError } from './inference-error';
export { recordText, type WrittenRequest } from './written-request';

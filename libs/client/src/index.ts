/** Sends inference requests and brings their answers back, over Kafka or over HTTP. */
export type { InferenceAnswer, InferenceClient, InferenceRequest, InferOptions, SendOptions } from './inference-client';
export { InferenceError, type InferenceErrorCode } from './inference-error';
export { JsonText } from './json-text';
export { overKafka, type KafkaClientOptions } from './kafka/over-kafka';
export { overHttp, type HttpClientOptions } from './http/over-http';

/** Kafka as an outside program needs it: the client, its settings and a reader of whole topics, without the servers of the services. */
export { everybodys, KafkaRecord } from './consumer/kafka-record';
export { GrouplessFollower } from './kafkajs/groupless-follower';
export type { LogRecord } from './kafkajs/log-records';
export { ConnectionLostError, TopicWalk } from './kafkajs/topic-walk';
export type { DatedTopic, FollowedTopic } from './outcomes/followed-topic';
export { ReadPositionLostError } from './outcomes/readable-topic';
export { type Beginning, TopicTail, type TopicTailListener } from './outcomes/topic-tail';
export { KafkaPublisher, type KafkaPublisherOptions } from './publisher/kafka-publisher';
export { accessMend, errorText, isAccessRefused } from './settings/access-fault';
export { brokerListFormat, parseBrokerList } from './settings/broker-list';
export { createKafka } from './settings/create-kafka';
export type { KafkaConnectionOptions, KafkaOptions } from './settings/kafka-options';
export type { MessagingLog } from './settings/messaging-log';
export { LogEnd, type PartitionRange, rangesOf } from './state/log-end';
export { LogReader } from './state/log-reader';

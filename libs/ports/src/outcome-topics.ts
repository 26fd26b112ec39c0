/** The topics that apps name for their outcomes, on the cluster. Names are without the deployment's prefix. */
export abstract class OutcomeTopics {
  /** Makes sure that the topic is there and can be written to; rejects with what Kafka says where it is not. */
  abstract ensure(topic: string): Promise<void>;
  /** Whether Kafka answers for `inference.completed`: then what fails elsewhere is not its fault. Never rejects. */
  abstract isKafkaReachable(): Promise<boolean>;
}

import type { Kafka } from 'kafkajs';
import { metadataMaxAgeMs } from '../consumer/consumer-options';

const clusterMaker = 'private:Kafka:createCluster';

/**
 * A cluster of kafkajs 2.2.4 beside those of its consumers and producers, for what it has no public way for; it connects
 * nowhere yet. `Used` is what of it the caller uses.
 * @throws Error where this kafkajs has no such thing
 */
export function ownCluster<Used>(kafka: Kafka): Used {
  const maker = Object.getOwnPropertySymbols(kafka).find(({ description }) => description === clusterMaker);
  if (maker === undefined) throw new Error(`this kafkajs has no "${clusterMaker}": version 2.2.4 is needed`);
  const makers = kafka as unknown as Readonly<Record<symbol, (terms: object) => Used>>;
  return makers[maker]!({ metadataMaxAge: metadataMaxAgeMs, allowAutoTopicCreation: false });
}

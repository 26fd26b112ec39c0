import { kafkaJars } from './kafka/kafka-jars';
import type { OnProgress } from './maven/run-maven';
import { redisBinary } from './redis/redis-binary';

/** Fetches what startKafka and startRedis need, so that later starts download nothing. */
export async function prefetch(onProgress: OnProgress): Promise<void> {
  await kafkaJars(onProgress);
  await redisBinary(onProgress);
}

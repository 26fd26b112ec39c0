import type { Admin } from 'kafkajs';
import type { KafkaOptions } from '../settings/kafka-options';

/** Replication factor and min.insync.replicas of a topic. */
export interface Replication {
  readonly factor: number;
  readonly minInsync: number;
}

const maxDefaultReplicas = 3;
const defaultMinInsync = 2;

/** As configured, else a replica on each of up to three brokers, two of them in sync where there are three. */
export function replicationFor(
  { replicationFactor, minInsyncReplicas }: Pick<KafkaOptions, 'replicationFactor' | 'minInsyncReplicas'>,
  brokers: number,
): Replication {
  const factor = replicationFactor ?? Math.max(1, Math.min(maxDefaultReplicas, brokers));
  return { factor, minInsync: minInsyncReplicas ?? (factor >= maxDefaultReplicas ? defaultMinInsync : 1) };
}

/** Why topics cannot be created so, in words; null where they can. */
export function replicationFault({ factor, minInsync }: Replication, brokers: number): string | null {
  if (factor > brokers)
    return `HARMONYBATCH_REPLICATION_FACTOR is ${factor}, but the cluster has ${brokers} broker${brokers === 1 ? '' : 's'}: set it to ${brokers} at most, or leave it out`;
  if (minInsync > factor)
    return `HARMONYBATCH_MIN_INSYNC_REPLICAS is ${minInsync}, but each record has ${factor} replica${factor === 1 ? '' : 's'}: nothing could be written; set it to ${factor} at most`;
  return null;
}

export async function brokerCount(admin: Admin): Promise<number> {
  return (await admin.describeCluster()).brokers.length;
}

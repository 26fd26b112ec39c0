export type SaslMechanism = 'plain' | 'scram-sha-256' | 'scram-sha-512';

/** What TLS needs beside the authorities that Node knows, as PEM. */
export interface TlsMaterial {
  /** Authorities that are believed instead. */
  readonly ca?: string | undefined;
  /** Certificate that this client shows, and its private key. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** How to reach Kafka. */
export interface KafkaConnectionOptions {
  /** `host:port` of at least one broker. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl?: boolean | TlsMaterial;
  readonly sasl?: { readonly mechanism: SaslMechanism; readonly username: string; readonly password: string };
}

/** How to reach Kafka, and what our topics look like there. */
export interface KafkaOptions extends KafkaConnectionOptions {
  /** Put before the name of every topic and consumer group, so that deployments can share a cluster; may be empty. */
  readonly topicPrefix: string;
  /** Partition count of topics with `many` partitions. */
  readonly partitions: number;
  /** Replicas of each partition; absent: as many as there are brokers, at most 3. */
  readonly replicationFactor?: number | undefined;
  /** min.insync.replicas of topics that are created; absent: 2 where there are 3 or more, else 1. */
  readonly minInsyncReplicas?: number | undefined;
  /** Consumer session timeout, ms. */
  readonly sessionTimeoutMs: number;
}

export interface OwnershipChange {
  /** Name of the topic without the deployment's prefix. */
  readonly topic: string;
  /** Partitions owned from now on. */
  readonly partitions: readonly number[];
}

/**
 * Which partitions this process is reading now. It is given up as soon as a rebalance begins, the connection is lost
 * or the coordinator was silent for a session timeout; the new owner may begin only after that.
 */
export abstract class Ownership {
  abstract owns(topic: string, partition: number): boolean;
  /** Calls the listener after every change; the function returned ends that. */
  abstract onChange(listener: (change: OwnershipChange) => void): () => void;
}

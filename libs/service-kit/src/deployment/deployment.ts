import { createHash } from 'node:crypto';

const hashLength = 5;

/**
 * What tells this deployment from every other one: its topics on its Kafka cluster. Whatever it shares with others – a Redis, an
 * account of the platform – it names after that, unless it is told otherwise.
 */
export class Deployment {
  constructor(
    private readonly topicPrefix: string,
    private readonly clusterId: string,
  ) {}

  /** For people, and as the owner of what it keeps elsewhere. */
  get name(): string {
    return `${this.topicPrefix}@${this.clusterId}`;
  }

  /** Begins its keys in Redis. */
  get keyPrefix(): string {
    return `harmonybatch:${this.clusterId}:${this.topicPrefix}:`;
  }

  /** Begins the names of its functions, of which there is little room. */
  get functionPrefix(): string {
    return `hb${createHash('sha256').update(this.name).digest('hex').slice(0, hashLength)}-`;
  }
}

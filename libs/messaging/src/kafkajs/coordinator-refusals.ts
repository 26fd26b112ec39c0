import { createRequire } from 'node:module';
import { isRightRefused } from '../settings/access-fault';

type AskBrokers = <T>(question: (broker: object) => Promise<T>) => Promise<T | null>;
/** What of kafkajs's cluster is used here. */
export interface AskingCluster {
  readonly brokerPool: { withBroker: AskBrokers };
  findGroupCoordinatorMetadata: (this: AskingCluster, terms: object) => Promise<unknown>;
}

const requireHere = createRequire(__filename);

/**
 * kafkajs 2.2.4 asks one broker after the other who coordinates a group, forgets what each of them answered, and says at the end that
 * there is none: a user who lacks a right on the group looks for a coordinator forever. Here the refusal itself is thrown.
 */
export function tellCoordinatorRefusals(): void {
  const { prototype } = requireHere('kafkajs/src/cluster') as { prototype: AskingCluster };
  const { findGroupCoordinatorMetadata } = prototype;
  prototype.findGroupCoordinatorMetadata = async function (terms) {
    let refusal: unknown;
    const { brokerPool } = this;
    const withBroker: AskBrokers = (question) =>
      brokerPool.withBroker(async (broker) => {
        try {
          return await question(broker);
        } catch (error) {
          if (isRightRefused(error)) refusal = error;
          throw error;
        }
      });
    const attentive = Object.create(this, { brokerPool: { value: { withBroker } } }) as AskingCluster;
    try {
      return await findGroupCoordinatorMetadata.call(attentive, terms);
    } catch (error) {
      throw refusal ?? error;
    }
  };
}

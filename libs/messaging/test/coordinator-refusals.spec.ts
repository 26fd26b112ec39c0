import { createRequire } from 'node:module';
import { KafkaJSProtocolError } from 'kafkajs';
import { tellCoordinatorRefusals, type AskingCluster } from '../src/kafkajs/coordinator-refusals';

const { prototype } = createRequire(__filename)('kafkajs/src/cluster') as { prototype: AskingCluster };

const answeredWith = (type: string): Error =>
  new KafkaJSProtocolError(Object.assign(new Error(type), { type, code: 1, retriable: false }) as never);

/** A cluster of brokers of which each answers so. */
function clusterOf(answers: readonly (() => Promise<unknown>)[]): AskingCluster {
  const withBroker = async <T>(question: (broker: object) => Promise<T>): Promise<T | null> => {
    for (const [nodeId, findGroupCoordinator] of answers.entries()) {
      try {
        return await question({ nodeId, broker: { findGroupCoordinator } });
      } catch {
        // kafkajs asks the next one
      }
    }
    return null;
  };
  const retrier = <T>(attempt: (bail: (error: unknown) => void) => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => void attempt(reject).then(resolve, reject));
  const members = { brokerPool: { withBroker }, retrier, logger: { debug: () => undefined } };
  return Object.assign(Object.create(prototype) as AskingCluster, members);
}

const coordinatorOf = (...answers: (() => Promise<unknown>)[]): Promise<unknown> =>
  clusterOf(answers).findGroupCoordinatorMetadata({ groupId: 'group' });
const refuses = (type: string) => () => Promise.reject(answeredWith(type));

beforeAll(() => tellCoordinatorRefusals());

it('says that the user lacks a right on the group, and not that nobody coordinates it', async () => {
  const refused = refuses('GROUP_AUTHORIZATION_FAILED');
  await expect(coordinatorOf(refused, refused)).rejects.toMatchObject({ type: 'GROUP_AUTHORIZATION_FAILED' });
});

it('says that nobody coordinates the group where brokers fail otherwise', async () => {
  const found = coordinatorOf(refuses('REQUEST_TIMED_OUT'));
  await expect(found).rejects.toMatchObject({ name: 'KafkaJSGroupCoordinatorNotFound' });
});

it('takes the answer of the first broker that has one', async () => {
  const answer = { coordinator: { nodeId: 1 } };
  await expect(coordinatorOf(refuses('REQUEST_TIMED_OUT'), () => Promise.resolve(answer))).resolves.toEqual({
    coordinator: { nodeId: 1 },
  });
});

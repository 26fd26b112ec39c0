import { setTimeout as sleep } from 'node:timers/promises';
import { allTopics, services, topics, type Service } from '@harmonybatch/contracts';
import { lackingRights, patchKafkajs } from '@harmonybatch/messaging';
import type { Kafka } from 'kafkajs';
import { giveRights, type Right } from './kafka-rights';
import { deprived, userOf } from './logins';
import { SecuredSystem, topicPrefix, type SecuredService } from './secured-system';

const pollMs = 50;
let system: SecuredSystem;
let rights: ReadonlyMap<string, readonly Right[]>;
let kafka: Kafka;
const started: SecuredService[] = [];

beforeAll(async () => {
  patchKafkajs();
  system = await SecuredSystem.start();
  rights = await system.rights();
  kafka = system.kafkaOf(deprived);
  const creating = await system.runService('ingest');
  await creating.ready();
  await creating.process.kill();
}, 200_000);

afterEach(() => Promise.all(started.map(({ process }) => process.kill())));
afterAll(() => system?.stop(), 60_000);

const rightsOfService = (service: Service): readonly Right[] => rights.get(userOf(service))!;
const deprive = (left: readonly Right[]): Promise<void> => giveRights(system.admin, new Map([[deprived, left]]));
/** What is left of a right without these operations; nothing where it has no others. */
const without = (right: Right, ...operations: readonly string[]): Right[] => {
  const left = right.operations.filter((operation) => !operations.includes(operation));
  return left.length === 0 ? [] : [{ ...right, operations: left }];
};

describe('each right to read and write that a service has is missed where it is taken away', () => {
  /** What of the topics is lacking; asked until the broker has heard of the change. */
  const untilLacking = async (service: Service, expected: readonly string[]): Promise<void> => {
    for (;;) {
      const lacking = await lackingRights(kafka, { topicPrefix, service }, allTopics);
      const named = lacking.map((text) => /^topic (\S+): this user lacks (\S+) on/.exec(text)?.slice(1).join(' '));
      if (named.join() === expected.join()) return;
      await sleep(pollMs);
    }
  };

  it.each(services)(
    '%s',
    async (service) => {
      const all = rightsOfService(service);
      const taken = all.flatMap((right) =>
        ['Read', 'Write']
          .filter((operation) => right.resource === 'topic' && right.operations.includes(operation))
          .map((operation) => ({ right, operation })),
      );
      expect(taken.length).toBeGreaterThan(1);
      await deprive(all);
      await untilLacking(service, []);
      for (const { right, operation } of taken) {
        await deprive(all.flatMap((one) => (one === right ? without(one, operation) : [one])));
        await untilLacking(service, [`${right.name} ${operation}`]);
      }
    },
    120_000,
  );
});

describe('a service that lacks a right says which, and what gives it', () => {
  const nameOf = ({ name }: { readonly name: string }, prefix = topicPrefix): string => `${prefix}${name}`;
  const run = async (service: Service, left: readonly Right[], prefix = topicPrefix): Promise<SecuredService> => {
    await deprive(left);
    const login = Object.entries(system.kafkaLogin(deprived)).filter(([name]) => name.startsWith('KAFKA_SASL_'));
    const running = await system.runService(service, { ...Object.fromEntries(login), KAFKA_TOPIC_PREFIX: prefix });
    started.push(running);
    return running;
  };
  /** What the service is left of its rights on one topic, all others as they are. */
  const lessOn =
    (topic: { readonly name: string }, ...operations: readonly string[]) =>
    (right: Right): Right[] =>
      right.name === nameOf(topic) ? without(right, ...operations) : [right];

  it.each<[string, Service, (right: Right) => Right[], RegExp, number]>([
    [
      'Read on its groups',
      'rate-estimator',
      (right) => (right.resource === 'group' ? [] : [right]),
      /cannot continue.*lacks Read on the group.*harmonybatch acls/,
      1,
    ],
    [
      'Read on what it shares with replicas',
      'dispatcher',
      lessOn(topics.batchReady, 'Read'),
      /batch\.ready: this user lacks Read.*harmonybatch acls/,
      2,
    ],
    [
      'Read on state',
      'planner',
      lessOn(topics.modelProfiled, 'Read'),
      /model\.profiled: this user lacks Read.*harmonybatch acls/,
      2,
    ],
    [
      'Read on the log of outcomes',
      'dispatcher',
      lessOn(topics.inferenceCompleted, 'Read'),
      /inference\.completed: this user lacks Read.*harmonybatch acls/,
      2,
    ],
    [
      'Write',
      'ingest',
      lessOn(topics.inferenceAccepted, 'Write'),
      /inference\.accepted: this user lacks Write.*harmonybatch acls/,
      2,
    ],
    [
      'Describe on what it neither reads nor writes',
      'ingest',
      lessOn(topics.planDecided, 'Describe'),
      /plan\.decided.*lacks a right on the topic.*harmonybatch acls/,
      2,
    ],
  ])('%s', async (_right, service, left, says, code) => {
    const running = await run(service, rightsOfService(service).flatMap(left));
    await running.says(says);
    expect((await running.process.exited).code).toBe(code);
  });

  it('Create where topics are missing', async () => {
    const prefix = 'bare.';
    const ofBare = (await system.rights(prefix)).get(userOf('ingest'))!;
    const running = await run(
      'ingest',
      ofBare.flatMap((right) => without(right, 'Create')),
      prefix,
    );
    await running.says(/could not be created.*lacks a right on the topic.*harmonybatch acls/);
    expect((await running.process.exited).code).toBe(2);
  });

  it('DescribeConfigs, without which it goes on', async () => {
    const left = rightsOfService('outcome-forwarder').flatMap((right) => without(right, 'DescribeConfigs'));
    const running = await run('outcome-forwarder', left);
    await running.says(/topic configs could not be read: grant this client DescribeConfigs/);
    await running.ready();
  });
});

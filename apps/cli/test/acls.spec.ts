import { allTopics, asyncApiDocument, services } from '@harmonybatch/contracts';
import { parseAllDocuments } from 'yaml';
import { argumentsOfRight } from '../src/acls/kafka-acls-commands';
import { rightsOf, type UserRights } from '../src/acls/rights';
import { cli } from './captured-terminal';

const deployment = {
  topicPrefix: 'hb.',
  userPrefix: 'hb-',
  producers: [{ user: 'doors' }],
  outcomeTopics: ['doors.outcomes'],
  servicesCreateTopics: false,
};

const rightsOfUser = (user: string, users: readonly UserRights[] = rightsOf(deployment)) =>
  users.find((one) => one.user === user)!.rights;
const topicsWith = (operation: string, user: string): string[] =>
  rightsOfUser(user)
    .filter(({ resource, operations }) => resource === 'topic' && (operations as readonly string[]).includes(operation))
    .map(({ name }) => name);

it('lets each service read and write what its contracts say, and nothing else', () => {
  expect(topicsWith('Write', 'hb-ingest').sort()).toEqual([
    'hb.arrival.counted',
    'hb.clock.probed',
    'hb.inference.accepted',
    'hb.inference.completed',
    'hb.inference.requested.dead',
  ]);
  expect(topicsWith('Read', 'hb-batcher').sort()).toEqual(['hb.inference.accepted', 'hb.plan.published']);
  // What is held for long is written again, further on.
  expect(topicsWith('Write', 'hb-batcher')).toContain('hb.inference.accepted');
  expect(topicsWith('Read', 'hb-dispatcher')).toContain('hb.inference.completed');
  expect(topicsWith('Write', 'hb-outcome-forwarder').sort()).toEqual(
    ['doors.outcomes', 'clock.probed'].map((name) => `hb.${name}`).sort(),
  );
  for (const service of services) {
    expect(topicsWith('Create', `hb-${service}`)).toEqual([]);
    expect(rightsOfUser(`hb-${service}`).filter(({ resource }) => resource === 'group')).toEqual([
      { resource: 'group', name: `hb.harmonybatch.${service}.`, pattern: 'prefixed', operations: ['Read'] },
    ]);
  }
});

it('lets each service read and write what the AsyncAPI document says, and nothing else', () => {
  const operations = Object.keys(asyncApiDocument('1.0.0').operations as object);
  for (const service of services) {
    const granted = [
      ...topicsWith('Read', `hb-${service}`).map((name) => `${service}.receive.${name.slice(3)}`),
      ...topicsWith('Write', `hb-${service}`).map((name) => `${service}.send.${name.slice(3)}`),
    ].filter((name) => name !== 'outcome-forwarder.send.doors.outcomes'); // an app's own topic
    expect(granted.sort()).toEqual(operations.filter((name) => name.startsWith(`${service}.`)).sort());
  }
});

it('lets whoever reads a topic whose records may be written again do so', () => {
  for (const { name, consumers, producers, repeatable } of allTopics)
    if (repeatable === true) expect([name, producers]).toEqual([name, expect.arrayContaining([...consumers])]);
});

it('lets operators alone register apps and issue keys, and them and the console decide on plans', () => {
  const writersOf = (topic: string) =>
    rightsOf(deployment).flatMap(({ user }) => (topicsWith('Write', user).includes(topic) ? [user] : []));
  for (const topic of ['hb.app.registered', 'hb.key.issued', 'hb.model.profiled'])
    expect(writersOf(topic)).toEqual(['hb-operator']);
  for (const topic of ['hb.plan.decided', 'hb.plan.pinned'])
    expect(writersOf(topic).sort()).toEqual(['hb-console', 'hb-operator']);
});

it('lets a producer write requests, and nothing else', () => {
  expect(rightsOfUser('doors')).toEqual([
    { resource: 'topic', name: 'hb.inference.requested', pattern: 'literal', operations: ['Write'] },
  ]);
});

it('lets a producer with a topic of its own read that, and the forwarder write it', () => {
  const producers = [{ user: 'gates', outcomeTopic: 'gates.outcomes' }];
  const users = rightsOf({ ...deployment, producers });
  expect(rightsOfUser('gates', users)).toEqual([
    { resource: 'topic', name: 'hb.inference.requested', pattern: 'literal', operations: ['Write'] },
    { resource: 'topic', name: 'hb.gates.outcomes', pattern: 'literal', operations: ['Read'] },
    { resource: 'group', name: 'gates.', pattern: 'prefixed', operations: ['Read'] },
  ]);
  const written = rightsOfUser('hb-outcome-forwarder', users).filter(({ operations }) => operations.includes('Write'));
  expect(written.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['hb.doors.outcomes', 'hb.gates.outcomes']) as unknown,
  );
});

it('lets services create all topics only where they are to', () => {
  const users = rightsOf({ ...deployment, servicesCreateTopics: true });
  const created = rightsOfUser('hb-planner', users).filter(({ operations }) => operations.includes('Create'));
  expect(created.map(({ name }) => name).sort()).toEqual(allTopics.map(({ name }) => `hb.${name}`).sort());
});

it('prints the same rights as commands, JSON and users of Strimzi', async () => {
  const options = [
    '--topic-prefix',
    'hb.',
    '--user-prefix',
    'hb-',
    '--no-create',
    ...['--producer', 'doors', 'gates:gates.outcomes'],
    ...['--outcome-topic', 'doors.outcomes'],
  ];
  const [commands, json, strimzi] = await Promise.all(
    ['commands', 'json', 'strimzi'].map((format) => cli(['acls', '--format', format, ...options])),
  );
  const producers = [...deployment.producers, { user: 'gates', outcomeTopic: 'gates.outcomes' }];
  const users = rightsOf({ ...deployment, producers });
  expect(JSON.parse(json!.stdout)).toEqual(users);
  const lines = commands!.stdout.split('\n').filter((line) => line.startsWith('kafka-acls.sh '));
  expect(lines).toEqual(
    users.flatMap(({ user, rights }) =>
      rights.map((right) => `kafka-acls.sh $KAFKA_ACLS_OPTIONS ${argumentsOfRight(user, right).join(' ')}`),
    ),
  );
  const resources = parseAllDocuments(strimzi!.stdout).map(
    (document) => document.toJS() as { metadata: { name: string }; spec: { authorization: { acls: unknown[] } } },
  );
  expect(resources.map(({ metadata, spec }) => [metadata.name, spec.authorization.acls.length])).toEqual(
    users.map(({ user, rights }) => [user, rights.length]),
  );
});

it.each([
  ['--topic-prefix', 'a b'],
  ['--producer', "x'; rm -rf /; '"],
  ['--user-prefix', ''],
  ['--outcome-topic', '$(id)'],
  ['--outcome-topic', ''],
])('refuses %s %j', async (option, value) => {
  const { status, stdout, stderr } = await cli(['acls', option, value]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain(`${option}: ${JSON.stringify(value)} must be`);
});

it.each([
  ['doors:', ''],
  ['doors:a:b', 'a:b'],
  [':topic', ''],
])('refuses --producer %j', async (option, part) => {
  const { status, stdout, stderr } = await cli(['acls', '--producer', option]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain(`--producer: ${JSON.stringify(part)} must be`);
});

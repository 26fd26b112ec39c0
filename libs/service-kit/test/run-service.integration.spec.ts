import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PartitionAssigners, type Consumer, type PartitionAssigner } from 'kafkajs';
import { topics } from '@harmonybatch/contracts';
import { createKafka, groupIdOf, KafkaPublisher, type KafkaOptions } from '@harmonybatch/messaging';
import { createTopics } from '../../messaging/test/create-and-delete-topics';
import { SpawnedService } from './spawned-service';

const nothing = (): void => undefined;
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const { name: topic } = topics.inferenceRequested;
const newPrefix = (): string => `t${randomUUID()}.`;
const pollMs = 100;

/** Runs the built library: `npm run build` comes before. */
describe('a service as a process', () => {
  const settings: KafkaOptions = {
    brokers: (process.env['TEST_KAFKA_BROKERS'] ?? '').split(','),
    clientId: 'test',
    topicPrefix: '',
    partitions: 3,
    replicationFactor: 1,
    sessionTimeoutMs: 6000,
  };
  const environment = {
    KAFKA_BROKERS: settings.brokers.join(),
    HARMONYBATCH_PARTITIONS: String(settings.partitions),
  };
  const kafka = createKafka(settings, log);
  const publisher = new KafkaPublisher(kafka, { topicPrefix: settings.topicPrefix, log });
  const publishTo = (prefix: string, value: string) =>
    publisher.publish([{ topic: `${prefix}${topic}`, key: 'k', value }]);
  const admin = kafka.admin();
  const started: SpawnedService[] = [];

  /** A deployment of its own, so that no test reads what another one wrote. */
  const start = async (more: Record<string, string> = {}, prefix = newPrefix()) => {
    const service = new SpawnedService({ ...environment, KAFKA_TOPIC_PREFIX: prefix, ...more });
    started.push(service);
    const { url } = await service.says('listening');
    await service.says('ready');
    return { service, url: String(url), prefix };
  };

  beforeAll(async () => {
    await admin.connect();
    await publisher.connect();
  });
  afterAll(async () => {
    for (const service of started) service.kill('SIGKILL');
    await publisher.close();
    await admin.disconnect();
  });

  /** Takes a group over that has lost its last member; it refuses members that do not know this assigner. */
  const joinWithOtherAssigner = async (prefix: string): Promise<Consumer> => {
    const groupId = groupIdOf(prefix, 'tiny', topic);
    const isEmpty = async () => ((await admin.describeGroups([groupId])).groups[0]?.members ?? []).length === 0;
    while (!(await isEmpty())) await sleep(pollMs);
    const partitionAssigners: PartitionAssigner[] = [
      (config) => ({ ...PartitionAssigners.roundRobin(config), name: 'x' }),
    ];
    const consumer = kafka.consumer({ groupId, partitionAssigners });
    await consumer.connect();
    await consumer.subscribe({ topic: `${prefix}${topic}` });
    const joined = new Promise<void>((resolve) => void consumer.on(consumer.events.GROUP_JOIN, () => resolve()));
    await consumer.run({ eachMessage: async () => undefined });
    await joined;
    return consumer;
  };

  it('lists its variables', async () => {
    const service = new SpawnedService({}, ['--help']);
    expect(await service.exit).toBe(0);
    expect(service.stdout).toMatch(/tiny: Is tiny\./);
    expect(service.stdout).toMatch(/HARMONYBATCH_LEASE_MS +A lease\.\n +an integer from 1 to 10; default 5/);
    expect(service.stdout).toContain('KAFKA_BROKERS');
  });

  it('names every problem of its configuration and exits with 2', async () => {
    const service = new SpawnedService({ KAFKA_BROKERS: 'nowhere', HARMONYBATCH_LEASE_MS: '99', HTTP_PORT: 'x' });
    expect(await service.exit).toBe(2);
    for (const name of ['KAFKA_BROKERS', 'HARMONYBATCH_LEASE_MS', 'HTTP_PORT']) expect(service.stderr).toContain(name);
  });

  it('answers for its health, and finishes what it holds when it is asked to end', async () => {
    const { service, url, prefix } = await start();
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('service="tiny"');
    await publishTo(prefix, 'a');
    await service.line((line) => line['count'] === 1);
    service.kill('SIGTERM');
    expect(await service.exit).toBe(0);

    const groupId = groupIdOf(prefix, 'tiny', topic);
    const [offsets] = await admin.fetchOffsets({ groupId, topics: [`${prefix}${topic}`] });
    expect(offsets?.partitions.map(({ offset }) => offset)).toContain('1');
  });

  it('ends with its parent where it is told to', async () => {
    const { service } = await start({ HARMONYBATCH_EXIT_WITH_PARENT: '1' });
    service.closeStdin();
    expect(await service.exit).toBe(0);
  });

  it('is not ready and in no group while it rehearses, and ends when it is asked to meanwhile', async () => {
    const prefix = newPrefix();
    const service = new SpawnedService({ ...environment, KAFKA_TOPIC_PREFIX: prefix, TINY_REHEARSAL: 'endless' });
    started.push(service);
    const { url } = await service.says('listening');
    await service.says('rehearses');
    const health = await fetch(`${url}/health/ready`);
    expect(health.status).toBe(503);
    expect(await health.text()).toContain('it is warming up');
    const { groups } = await admin.describeGroups([groupIdOf(prefix, 'tiny', topic)]);
    expect(groups[0]?.members ?? []).toEqual([]);
    service.kill('SIGTERM');
    expect(await service.exit).toBe(0);
    expect(service.stdout).not.toContain('"msg":"ready"');
  });

  it('works, and warns, where its rehearsal fails', async () => {
    const { service, prefix } = await start({ TINY_REHEARSAL: 'failing' });
    expect(service.stdout).toContain('the rehearsal failed');
    await publishTo(prefix, 'a');
    await service.line((line) => line['count'] === 1);
  });

  it('ends with 1 when its consumer is not let back into its group', async () => {
    const { service, prefix } = await start({ KAFKA_SESSION_TIMEOUT_MS: '2000' });
    service.kill('SIGSTOP');
    const usurper = await joinWithOtherAssigner(prefix);
    service.kill('SIGCONT');
    expect(await service.exit).toBe(1);
    expect(service.stdout).toContain(`the consumer of ${topic} crashed`);
    await usurper.disconnect();
  });

  it('ends with 1 when a handler throws', async () => {
    const { service, prefix } = await start();
    await publishTo(prefix, 'bug');
    expect(await service.exit).toBe(1);
    expect(service.stdout).toContain('a bug');
  });

  it('ends with 1 and says so when no broker answers', async () => {
    const service = new SpawnedService({ KAFKA_BROKERS: '127.0.0.1:9' });
    expect(await service.exit).toBe(1);
    expect(service.stdout).toContain('the service cannot continue');
  });

  /** A deployment of its own, whose topic of requests an operator has made before. */
  const withTopic = async (more: { replicationFactor?: number; config?: Record<string, string> }) => {
    const prefix = newPrefix();
    const configEntries = Object.entries(more.config ?? {}).map(([name, value]) => ({ name, value }));
    await createTopics(admin, [{ topic: `${prefix}${topic}`, numPartitions: 3, configEntries }]);
    return prefix;
  };

  it('does not begin on topics that would lose something, and gives the command that mends it', async () => {
    const prefix = await withTopic({ config: { 'cleanup.policy': 'compact' } });
    const service = new SpawnedService({ ...environment, KAFKA_TOPIC_PREFIX: prefix });
    expect(await service.exit).toBe(2);
    expect(service.stderr).toMatch(/kafka-configs\.sh .* --entity-name \S+ --add-config cleanup\.policy=delete/);
  });

  it('warns of topics that are kept otherwise, and begins', async () => {
    const prefix = await withTopic({ config: { 'message.timestamp.type': 'CreateTime' } });
    const { service } = await start({}, prefix);
    expect(service.stdout).toContain('--add-config message.timestamp.type=LogAppendTime');
  });

  it('says that the cluster is too small for the replicas that are asked for', async () => {
    const service = new SpawnedService({
      ...environment,
      KAFKA_TOPIC_PREFIX: newPrefix(),
      HARMONYBATCH_REPLICATION_FACTOR: '3',
    });
    expect(await service.exit).toBe(2);
    expect(service.stderr).toContain('HARMONYBATCH_REPLICATION_FACTOR is 3, but the cluster has 1 broker');
  });

  it('logs no errors at a first start where all is well', async () => {
    const { service } = await start();
    expect(service.stdout.split('\n').filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([]);
  });

  it('has the time of Kafka where the clock of its machine is wrong', async () => {
    const wrong = join(__dirname, 'fixtures', 'clock-ahead.cjs');
    const { service, url } = await start({ NODE_OPTIONS: `--require ${wrong}` });
    // Two seconds, less or more by what the answer took on a busy machine.
    expect(service.stdout).toMatch(/this machine's clock is [12]\d{3} ms ahead of the brokers'/);
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(
      /harmonybatch_clock_skew_seconds\{.*\} [12](\.\d+)?$/m,
    );
  });
});

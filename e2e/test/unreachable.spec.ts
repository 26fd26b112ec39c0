import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Backends } from '../chaos/src/system/backends';
import { serviceNames } from '../harness/running-system';
import { ServiceProcess } from '../harness/service-process';

const graceMs = 3_000;

describe('a service that is asked to end while Kafka cannot be reached', () => {
  const folder = mkdtempSync(join(tmpdir(), 'harmonybatch-unreachable-'));
  let backends: Backends;
  let services: ServiceProcess[];

  beforeAll(async () => {
    backends = await Backends.start({ state: folder, logs: folder });
    const env = {
      KAFKA_BROKERS: backends.detouredBrokers,
      KAFKA_TOPIC_PREFIX: 'e2e.',
      REDIS_URL: backends.redisUrl,
      FC_ENDPOINT: 'http://127.0.0.1:9',
      ALIBABA_CLOUD_ACCESS_KEY_ID: 'e2e',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'e2e',
      HARMONYBATCH_SHUTDOWN_GRACE_MS: String(graceMs),
    };
    services = await Promise.all(serviceNames.map((name) => ServiceProcess.start(name, env)));
    await Promise.all(services.map((service) => service.ready()));
    backends.proxies.kafka.refuse(true);
    backends.proxies.kafka.cut();
  });

  afterAll(async () => {
    await Promise.all(services.map((service) => service.stop('SIGKILL')));
    await backends.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(serviceNames.map((name, index) => [name, index] as const))(
    '%s ends by itself, and says when the grace was too short',
    async (_name, index) => {
      const service = services[index]!;
      const code = await service.stop();
      expect([0, 1]).toContain(code);
      if (code === 1) expect(service.log()).toContain('shutdown grace period exceeded');
    },
  );
});

import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import {
  parseApiKey,
  services,
  signatureHeader,
  signatureOf,
  topics,
  type ApiKey,
  type Service,
} from '@harmonybatch/contracts';
import type { DeadLetterList, PlanPage, RequestList, ResendAnswer } from '@harmonybatch/console-api';
import type { Producer } from 'kafkajs';
import { OutcomeLog } from '../harness/outcome-log';
import { canary, producer as producerUser, secretOf, stranger } from './logins';
import { SecuredConsole } from './secured-console';
import { SteadyTraffic } from './steady-traffic';
import { SecuredSystem, topicPrefix, type SecuredService } from './secured-system';

const requested = `${topicPrefix}${topics.inferenceRequested.name}`;
const running = new Map<Service, SecuredService>();
const spoilt: SecuredService[] = [];
let system: SecuredSystem;
let outcomes: OutcomeLog;
let producer: Producer;
let doors: ApiKey;
let gates: ApiKey;
let steady: SteadyTraffic;

interface Sent {
  readonly id: string;
  readonly app?: string;
  readonly key?: ApiKey | undefined;
  readonly signedAtMs?: number;
  readonly inputs?: unknown;
  /** Made of what was signed, where something else is sent. */
  readonly altered?: (value: string) => string;
}

async function send({ id, app = 'doors', key, signedAtMs = Date.now(), inputs = 1, altered }: Sent): Promise<void> {
  const value = JSON.stringify({ app, id, inputs });
  const signature = key && signatureOf({ value: Buffer.from(value), headers: {} }, key, signedAtMs);
  const headers = signature === undefined ? {} : { [signatureHeader]: signature };
  await producer.send({ topic: requested, messages: [{ key: id, value: altered?.(value) ?? value, headers }] });
}

const keyOf = async (app: string): Promise<ApiKey> => {
  const said = await system.command('keys', 'create', app);
  return parseApiKey(said.trim())!;
};

/** Starts a service that is refused, and resolves with what it says of it. */
async function refused(service: Service, over: Record<string, string>, says: RegExp): Promise<SecuredService> {
  const started = await system.runService(service, over);
  spoilt.push(started);
  await started.says(says);
  return started;
}

beforeAll(async () => {
  system = await SecuredSystem.start();
  const started = await Promise.all(
    services.map(async (service) => [service, await system.runService(service)] as const),
  );
  for (const [service, process] of started) running.set(service, process);
  await Promise.all(started.map(([, process]) => process.ready()));
  const file = (name: string, text: string): string => {
    const path = join(system.logs, name);
    writeFileSync(path, text);
    return path;
  };
  await system.command(
    'models',
    'apply',
    file('model.yaml', '{name: vgg19, version: "1", image: "registry.example/vgg19:1", port: 9000, profile: vgg19}'),
  );
  const apps = ['doors', 'gates', 'open'].map(
    (name) => `{name: ${name}, model: vgg19, sloMs: 20000, expectedRateHz: 1}`,
  );
  const loud = '{name: loud, model: vgg19, sloMs: 20000, expectedRateHz: 1, maxRateHz: 10, maxBurst: 5}';
  await system.command('apps', 'apply', file('apps.yaml', `[${apps.join(', ')}, ${loud}]`), '--timeout', '120s');
  [doors, gates] = [await keyOf('doors'), await keyOf('gates')];
  outcomes = await OutcomeLog.open(system.admin, `${topicPrefix}${topics.inferenceCompleted.name}`, 'observer');
  producer = system.kafkaOf(producerUser).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  steady = new SteadyTraffic('steady', (id) => send({ id, key: doors }), 250);
}, 400_000);

afterEach(() => Promise.all(spoilt.map(({ process }) => process.kill())));

afterAll(async () => {
  await steady?.end();
  await Promise.allSettled([outcomes?.close(), producer?.disconnect()]);
  await system?.stop();
}, 60_000);

it('answers requests by services that have the least rights alone', async () => {
  await send({ id: 'plain-1', app: 'open' });
  await send({ id: 'signed-1', key: doors });
  const answered = await outcomes.first(['plain-1', 'signed-1']);
  expect(answered.map(({ outcome }) => outcome.status)).toEqual(['ok', 'ok']);
});

describe('the console, by its least rights', () => {
  let console: SecuredConsole;
  beforeAll(async () => {
    console = await SecuredConsole.of(running.get('console')!);
  });

  it('shows nothing to who does not have its token', async () => {
    expect(await console.statusWithoutToken('/overview')).toBe(401);
  });

  it('shows what became of a request', async () => {
    const { rows } = await console.until<RequestList>('/requests?id=signed-1', (found) => found.rows.length > 0);
    expect(rows).toMatchObject([{ id: 'signed-1', app: 'doors', status: 'ok' }]);
  });

  it('sends a dead letter again', async () => {
    await producer.send({ topic: requested, messages: [{ key: 'unreadable', value: 'no JSON' }] });
    const filter = { topic: topics.inferenceRequested.name };
    await console.until<DeadLetterList>(`/dead-letters?topic=${filter.topic}`, ({ total }) => total > 0);
    const { confirm } = await console.post<ResendAnswer>('/dead-letters/resend', { filter });
    expect(await console.post('/dead-letters/resend', { filter, confirm })).toMatchObject({ dryRun: false, sent: 1 });
  });

  it('releases a model that the operator held to its plan', async () => {
    await system.command('plan', 'pin', 'vgg19');
    await console.until<PlanPage>('/models/vgg19/plan', ({ pinned }) => pinned);
    await console.post('/models/vgg19/plan/decision', { action: 'release' });
    await console.until<PlanPage>('/models/vgg19/plan', ({ pinned }) => !pinned);
  });
});

/** Rejections by their code, as ingest counts them. */
const rejected = async (code: string): Promise<number> =>
  (await running.get('ingest')!.metric('harmonybatch_requests_rejected_total', { code })) ?? 0;

describe('a request that is not its app’s', () => {
  const codeAfter = async (sent: Sent, code: string): Promise<void> => {
    const ingest = running.get('ingest')!;
    const before = await rejected(code);
    await send(sent);
    // A refused signature takes no id: the outcome has that of its place.
    const outcome = await outcomes.find(({ error, app }) => error?.code === code && app === '');
    expect(outcome).toMatchObject({ status: 'rejected', error: { field: signatureHeader } });
    expect(outcomes.records(sent.id)).toEqual([]);
    await ingest.says(new RegExp(`"reason":"${code}: .*"a request was refused: it is not known whose it is"`));
    expect(await rejected(code)).toBe(before + 1);
  };

  it('is refused unsigned', () => codeAfter({ id: 'unsigned' }, 'unsigned'));
  it('is refused with a key that nobody was given', () => {
    const nobodys = { ...doors, keyId: '0'.repeat(16) };
    return codeAfter({ id: 'unknown', key: nobodys }, 'unknown_key');
  });
  it('is refused with the key of another app', () => codeAfter({ id: 'foreign', key: gates }, 'foreign_key'));
  it('is refused where it was changed on the way', () =>
    codeAfter(
      { id: 'altered', key: doors, altered: (value) => value.replace('"inputs":1', '"inputs":2') },
      'signature_invalid',
    ));
  it('is refused with a signature of two minutes ago', () =>
    codeAfter({ id: 'expired', key: doors, signedAtMs: Date.now() - 120_000 }, 'signature_expired'));
});

it('refuses a request that is too large, and names its app and id, for those it signed', async () => {
  await send({ id: 'oversized', key: doors, inputs: 'x'.repeat(300 * 1024) });
  const [outcome] = await outcomes.first(['oversized']);
  expect(outcome?.outcome).toMatchObject({ app: 'doors', status: 'rejected', error: { code: 'too_large' } });
  expect(await rejected('too_large')).toBe(1);
  await running
    .get('ingest')!
    .says(/"requestId":"oversized","code":"too_large","reason":"inputs take 307202 bytes of JSON/);
});

it('holds an app that floods to its limit, says so, and answers every request of another beside it', async () => {
  const floodIds: string[] = [];
  const flood = new SteadyTraffic(
    'flood',
    async (name) => {
      const ids = Array.from({ length: 20 }, (_, index) => `${name}-${index}`);
      floodIds.push(...ids);
      const messages = ids.map((id) => ({ key: id, value: JSON.stringify({ app: 'loud', id, inputs: 1 }) }));
      await producer.send({ topic: requested, messages });
    },
    100,
  );
  const calm = new SteadyTraffic('calm', (id) => send({ id, app: 'open' }), 200);
  // The flood goes on until the other app has been answered for a while.
  await outcomes.first(Array.from({ length: 50 }, (_, index) => `calm-${index}`));
  const calmIds = await calm.end();
  await flood.end();
  const fates = async (ids: readonly string[]): Promise<string[]> =>
    (await outcomes.first(ids)).map(({ outcome: { status, error } }) => error?.code ?? status);
  expect(new Set(await fates(calmIds))).toEqual(new Set(['ok']));
  const fatesOfFlood = await fates(floodIds);
  const refusedCount = fatesOfFlood.filter((fate) => fate === 'rate_limited').length;
  expect(new Set(fatesOfFlood)).toEqual(new Set(['ok', 'rate_limited']));
  const ingest = running.get('ingest')!;
  const counted = { app: 'loud', code: 'rate_limited' };
  expect(await ingest.metric('harmonybatch_requests_rejected_total', counted)).toBe(refusedCount);
  // A few lines a second, each of which says how many were left out before it.
  const lines = ingest
    .log()
    .split('\n')
    .filter((line) => line.includes('a request was refused: rate_limited'))
    .map((line) => JSON.parse(line) as { app: string; reason: string; leftOut?: number });
  expect(lines[0]).toMatchObject({ app: 'loud', reason: expect.stringContaining('more than the 10 req/s') as unknown });
  const told = lines.reduce((sum, { leftOut = 0 }) => sum + 1 + leftOut, 0);
  expect(lines.length).toBeLessThan(told);
  expect(told).toBeLessThanOrEqual(refusedCount);
});

it('runs a record that is sent again once', async () => {
  const signedAtMs = Date.now();
  const twice = { id: 'replayed', key: doors, signedAtMs };
  await send(twice);
  await outcomes.first(['replayed']);
  await send(twice);
  await send({ id: 'after-replay', key: doors });
  await outcomes.first(['after-replay']);
  expect(outcomes.records('replayed')).toHaveLength(1);
  const ingest = running.get('ingest')!;
  await ingest.says(/"requestId":"replayed".*duplicate request id|duplicate request id.*"requestId":"replayed"/);
  expect(await ingest.metric('harmonybatch_requests_repeated_total', { app: 'doors' })).toBe(1);
});

it('lets a producer read nothing, and write nowhere else', async () => {
  await expect(
    producer.send({ topic: `${topicPrefix}${topics.appRegistered.name}`, messages: [{ key: 'x', value: '{}' }] }),
  ).rejects.toThrow(/[Nn]ot authorized/);
  const consumer = system.kafkaOf(producerUser).consumer({ groupId: 'spy', retry: { retries: 0 } });
  await consumer.connect();
  await expect(
    consumer.subscribe({ topic: `${topicPrefix}${topics.inferenceCompleted.name}` }).then(() => consumer.run({})),
  ).rejects.toThrow(/[Nn]ot authorized/);
  await consumer.disconnect();
});

describe('Kafka refuses a service, which says why and how to mend it', () => {
  it('without TLS', async () => {
    const service = await refused(
      'ingest',
      { KAFKA_SSL: 'false', KAFKA_SSL_CA_FILE: '', KAFKA_SSL_CERT_FILE: '', KAFKA_SSL_KEY_FILE: '' },
      /cannot continue.*KAFKA_SSL=true/,
    );
    expect((await service.process.exited).code).toBe(1);
  });
  it('with a wrong password', async () => {
    await refused(
      'batcher',
      { KAFKA_SASL_PASSWORD: secretOf('wrong') },
      /cannot continue.*KAFKA_SASL_PASSWORD have to be/,
    );
  });
  it('that believes another authority', async () => {
    await refused('planner', { KAFKA_SSL_CA_FILE: system.otherAuthority.file }, /cannot continue.*KAFKA_SSL_CA_FILE/);
  });
  it('that shows a certificate of another authority', async () => {
    const { certFile, keyFile } = system.otherAuthority.issue('client');
    await refused('dispatcher', { KAFKA_SSL_CERT_FILE: certFile, KAFKA_SSL_KEY_FILE: keyFile }, /KAFKA_SSL_CERT_FILE/);
  });
  it('that shows a certificate which has expired', async () => {
    const { certFile, keyFile } = system.authority.issue('expired-client', true);
    await refused('dispatcher', { KAFKA_SSL_CERT_FILE: certFile, KAFKA_SSL_KEY_FILE: keyFile }, /KAFKA_SSL_CERT_FILE/);
  });
  it('whose broker shows a certificate that has expired', async () => {
    const { certFile, keyFile } = system.authority.issue('expired-broker', true);
    const server: Server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await refused('ingest', { KAFKA_BROKERS: `127.0.0.1:${port}` }, /cannot continue.*has expired: renew it/);
    server.close();
  });
  const loginOf = (user: string): Record<string, string> => {
    const { KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD } = system.kafkaLogin(user);
    return { KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD } as Record<string, string>;
  };
  it('without any right', async () => {
    const service = await refused('ingest', loginOf(stranger), /lacks a right on the topic.*harmonybatch acls/);
    expect((await service.process.exited).code).toBe(2);
  });
});

describe('Redis refuses a batcher, which says why and how to mend it, and goes on without', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['with a wrong password', { REDIS_PASSWORD: secretOf('wrong') }, /WRONGPASS.*REDIS_PASSWORD/],
    ['without a login', { REDIS_USERNAME: '', REDIS_PASSWORD: '' }, /NOAUTH.*REDIS_PASSWORD/],
    [
      'without a command',
      { REDIS_USERNAME: 'without-evalsha', REDIS_PASSWORD: secretOf('without-evalsha') },
      /NOPERM.*harmonybatch\.acl/,
    ],
  ])('%s', async (_how, over, says) => {
    const service = await refused('batcher', over, says);
    await service.listens();
    expect(service.process.running).toBe(true);
    expect(await service.metric('harmonybatch_store_reachable')).toBe(0);
    await service.counts('harmonybatch_store_failures_total');
  });
});

it('disturbed nothing of what went on meanwhile', async () => {
  await send({ id: 'at-the-end', key: doors });
  const [last] = await outcomes.first(['at-the-end']);
  expect(last?.outcome.status).toBe('ok');
  const ids = await steady.end();
  const answered = await outcomes.first(ids);
  const others = answered.map(({ outcome }) => outcome).filter(({ status }) => status !== 'ok');
  expect(others.map(({ id, status, error }) => [id, status, error?.message])).toEqual([]);
  expect(answered).toHaveLength(ids.length);
  for (const [name, { process }] of running) expect([name, process.running]).toEqual([name, true]);
});

it('wrote no secret into any log', async () => {
  const knative = {
    HARMONYBATCH_PLATFORM: 'knative',
    KNATIVE_API_URL: 'https://127.0.0.1:9',
    KNATIVE_AUTH: 'token',
    KNATIVE_TOKEN: secretOf('knative'),
  };
  await refused('dispatcher', knative, /"msg":"listening"/);
  const sentinels = {
    REDIS_SENTINELS: '127.0.0.1:9',
    REDIS_SENTINEL_USERNAME: 'x',
    REDIS_SENTINEL_PASSWORD: secretOf('sentinel'),
  };
  await refused('batcher', sentinels, /batch store is unavailable/);
  await refused(
    'planner',
    { ALIBABA_CLOUD_SECURITY_TOKEN: secretOf('sts'), FC_ENDPOINT: 'http://127.0.0.1:9' },
    /"msg":"listening"/,
  );
  const found = [...system.everythingSaid()]
    .filter(([, text]) => canary.test(text))
    .map(([file, text]) => [file, canary.exec(text)?.[0]]);
  expect(found).toEqual([]);
  expect(spoilt.length).toBeGreaterThan(10);
});

import 'reflect-metadata';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { topics, type AppRegistered } from '@harmonybatch/contracts';
import { OnRecords } from '@harmonybatch/messaging';
import { ingestDefaults, AppRegistry, decide, KeyRegistry, PlanBoard } from '@harmonybatch/pipeline';
import type { InboundRecord, OutboundRecord } from '@harmonybatch/ports';
import { readConfig } from '@harmonybatch/service-kit';
import { sharedVariables } from '@harmonybatch/service-kit/program';
import { metricsOfService } from '@harmonybatch/telemetry';
import { Deployment } from '../../../libs/messaging/test/harness';
import { executedOutcome } from '../../../libs/pipeline/src/dispatcher/outcome';
import type { BatchToRun, RequestToRun } from '../../../libs/pipeline/src/dispatcher/ready-batch';
import { appOf, idOf } from '../../../libs/pipeline/src/ingest/decide';
import { readEnvelope } from '../../../libs/pipeline/src/ingest/read-envelope';
import { SignatureCheck } from '../../../libs/pipeline/src/ingest/signature-check';
import { outcomeRecord } from '../../../libs/pipeline/src/records/outcome-record';
import { startService, type RunningService } from '../../../libs/service-kit/src/lifecycle/start-service';
import { createLogger } from '../../../libs/service-kit/src/observability/logger';
import { inboundRecord } from '../../../libs/ports/test/fake-ports';
import { variables, type GatewayVariables } from '../src/gateway-variables';
import { HttpGatewayModule } from '../src/http-gateway.module';
import { keyOf, oneTensor, photos, resnet } from './examples';

const search: AppRegistered = { ...photos, name: 'search', sloMs: 30_000 };
/** Its requests are answered when a test says so. */
const slow: AppRegistered = { ...search, name: 'slow' };
/** Its requests are never answered. */
const silent: AppRegistered = { ...search, name: 'silent', sloMs: 10 };
const key = keyOf('photos', 7);

/** What lies behind the gateway, from the door to the outcome, with a function that answers what it was asked. */
class Stages {
  private readonly apps = new AppRegistry();
  private readonly keys = new KeyRegistry();
  private readonly signatures = new SignatureCheck(this.keys, ingestDefaults);
  readonly held: (() => Promise<void>)[] = [];
  onHeld: () => void = () => undefined;

  constructor(private readonly deployment: Deployment) {
    for (const app of [photos, search, slow, silent])
      this.apps.apply(inboundRecord(topics.appRegistered.name, app, { key: app.name }));
    this.keys.apply(inboundRecord(topics.keyIssued.name, key.issued, { key: key.issued.keyId }));
  }

  async take(record: InboundRecord): Promise<void> {
    const view = { apps: this.apps, board: new PlanBoard() };
    const nowMs = Date.now();
    const options = { ...ingestDefaults, timestamps: 'LogAppendTime' as const };
    const reading = readEnvelope(record, 1024 * 1024);
    if (reading.kind !== 'envelope') throw new Error(reading.reason);
    const claim = { app: appOf(reading.envelope), id: idOf(reading.envelope), arrivedAtMs: nowMs };
    if ((await this.signatures.refusal(record, claim)) !== null) throw new Error('it is not signed as its app has to');
    const decision = decide(record, view, nowMs, options, reading);
    if (decision.kind === 'dead') throw new Error(decision.reason);
    if (decision.kind === 'rejected') return this.write(outcomeRecord(decision.outcome));
    const { inputs, ...rest } = JSON.parse(decision.json) as { inputs: unknown };
    const inputsJson = reading.envelope.request.inputs?.text;
    void inputs;
    return this.run({ ...rest, inputsJson } as RequestToRun);
  }

  private async run(request: RequestToRun): Promise<void> {
    if (request.app === 'silent') return;
    const batch = { batchId: 'b'.repeat(32), reason: 'size', model: 'resnet' } as BatchToRun;
    const facts = { startedAtMs: Date.now(), endedAtMs: Date.now(), size: 1 };
    const answer = () =>
      this.write(
        outcomeRecord(executedOutcome(batch, request, { kind: 'outputs', outputs: request.inputsJson! }, facts)),
      );
    if (request.app !== 'slow') return answer();
    this.held.push(answer);
    this.onHeld();
  }

  private write(record: OutboundRecord): Promise<void> {
    return this.deployment.publisher.publish([record]);
  }
}

describe('the gateway on a real Kafka', () => {
  const deployment = new Deployment();
  const stages = new Stages(deployment);
  const gateways: RunningService[] = [];

  beforeAll(async () => {
    await deployment.open(Object.values(topics));
    const [apps, models, keys] = [topics.appRegistered, topics.modelProfiled, topics.keyIssued];
    for (const app of [photos, search, slow, silent])
      await deployment.publish(apps, [JSON.stringify(app)], () => app.name);
    await deployment.publish(models, [JSON.stringify(resnet)], () => resnet.name);
    await deployment.publish(keys, [JSON.stringify(key.issued)], () => key.issued.keyId);
    class Requests {
      @OnRecords(topics.inferenceRequested)
      async requested(records: InboundRecord[]): Promise<void> {
        for (const record of records) await stages.take(record);
        for (const record of records) record.release();
      }
    }
    await deployment.serve(Requests);
  });
  afterAll(async () => {
    for (const gateway of gateways) await gateway.stop();
    await deployment.close();
  });

  const start = async (
    more: Record<string, string> = {},
  ): Promise<{ url: string; health: string; stop: () => Promise<void> }> => {
    const { brokers, topicPrefix, partitions } = deployment.settings;
    const shared = readConfig(
      { KAFKA_BROKERS: brokers.join(), KAFKA_TOPIC_PREFIX: topicPrefix, HARMONYBATCH_PARTITIONS: String(partitions) },
      sharedVariables,
    );
    const config: GatewayVariables = readConfig(
      { GATEWAY_PORT: '0', GATEWAY_ANSWER_GRACE_MS: '100', ...more },
      variables,
    );
    let url = '';
    const logger = Object.assign(createLogger('http-gateway', 'silent'), {
      info: (fields: { url?: string }, message: string) => {
        if (message === 'open for requests') url = fields.url ?? '';
      },
    });
    const gateway = await startService(
      {
        name: 'http-gateway',
        purpose: 'test',
        metrics: metricsOfService['http-gateway'],
        variables,
        module: HttpGatewayModule,
      },
      { shared, config, logger, onFatal: (error) => void fail(error) },
    );
    gateways.push(gateway);
    await gateway.ready;
    return { url, health: gateway.url, stop: () => gateways.splice(gateways.indexOf(gateway), 1)[0]!.stop() };
  };

  const infer = (url: string, headers: Record<string, string>, body: string, model = 'resnet'): Promise<Response> =>
    fetch(`${url}/v2/models/${model}/infer`, { method: 'POST', headers, body });
  const signed = { authorization: `Bearer ${key.text}` };

  it('answers by any replica what each was asked, signed where an app has a key, digit for digit', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    const answers = await Promise.all([
      infer(one.url, signed, `{"id":"first","inputs":${oneTensor}}`),
      infer(other.url, { 'hb-app': 'search' }, `{"id":"first","inputs":${oneTensor}}`),
    ]);
    for (const answer of answers) {
      expect(await answer.text()).toBe(
        `{"model_name":"resnet","model_version":"3","id":"first","outputs":${oneTensor}}`,
      );
      expect(answer.status).toBe(200);
      expect(answer.headers.get('server-timing')).toMatch(/^queued;dur=[\d.]+, executed;dur=[\d.]+$/);
    }
    const metrics = await (await fetch(`${one.health}/metrics`)).text();
    expect(metrics).toMatch(/harmonybatch_http_answers_total\{status="200",[^}]+\} 1/);
    await other.stop();
  });

  it('answers with what ingest refuses, and with what it does not know itself', async () => {
    const { url } = await start();
    const parameters = JSON.stringify({ note: 'x'.repeat(20_000) });
    const refusals = [
      await infer(url, signed, `{"id":"large","inputs":${oneTensor},"parameters":${parameters}}`),
      await infer(url, { 'hb-app': 'photos' }, `{"inputs":${oneTensor}}`),
      await infer(url, signed, `{"inputs":${oneTensor}}`, 'bert'),
      await infer(url, { 'hb-app': 'silent' }, `{"id":"late","inputs":${oneTensor}}`),
    ];
    const told = await Promise.all(
      refusals.map(async (one) => [one.status, ((await one.json()) as { code: string }).code]),
    );
    expect(told).toEqual([
      [413, 'too_large'],
      [401, 'unsigned'],
      [404, 'unknown_model'],
      [504, 'no_answer'],
    ]);
  });

  it('answers later where that is preferred, by any replica, also one that started after the outcome', async () => {
    const one = await start();
    const held = new Promise<void>((resolve) => (stages.onHeld = resolve));
    const body = `{"id":"later/1","inputs":${oneTensor}}`;
    const accepted = await infer(one.url, { 'hb-app': 'slow', prefer: 'respond-async' }, body);
    expect(accepted.status).toBe(202);
    const location = accepted.headers.get('location')!;
    const poll = (url: string, app = 'slow') => fetch(`${url}${location}`, { headers: { 'hb-app': app } });
    await held;
    expect((await poll(one.url)).status).toBe(202);
    await stages.held.pop()!();
    await one.stop();
    const other = await start();
    const expected = `{"model_name":"resnet","model_version":"3","id":"later/1","outputs":${oneTensor}}`;
    expect(await (await poll(other.url)).text()).toBe(expected);
    expect((await poll(other.url, 'search')).status).toBe(202); // its own request of this id, which may be under way
    const foreign = await fetch(`${other.url}${location}`, { headers: { ...signed, 'hb-app': 'slow' } });
    expect(foreign.status).toBe(401);
    const repeat = await infer(other.url, { 'hb-app': 'slow' }, body);
    expect(await repeat.text()).toBe(expected);
    expect(stages.held).toEqual([]);
    await other.stop();
  });

  it('posts the answer where the call says, signed, and before it ends', async () => {
    const receiver = createServer();
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    const { url, stop } = await start({
      GATEWAY_WEBHOOK_ORIGINS: origin,
      GATEWAY_WEBHOOK_NETWORKS: '127.0.0.0/8',
    });
    const posted = once(receiver, 'request') as Promise<[IncomingMessage, ServerResponse]>;
    const headers = { ...signed, 'hb-webhook-url': `${origin}/answers` };
    const accepted = await infer(url, headers, `{"id":"hooked","inputs":${oneTensor}}`);
    expect(accepted.status).toBe(202);
    expect(accepted.headers.get('location')).toContain('/v2/models/resnet/requests/hooked?until=');
    const stopped = stop();
    const [request, response] = await posted;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toContain(`"id":"hooked","outputs":${oneTensor}`);
    expect(request.headers['webhook-signature']).toMatch(/^v1a,/);
    response.end();
    await stopped;
    receiver.close();
  });

  it('answers what is open before it ends, and takes nothing new', async () => {
    const { url, stop } = await start();
    const held = new Promise<void>((resolve) => (stages.onHeld = resolve));
    const open = infer(url, { 'hb-app': 'slow' }, `{"id":"open","inputs":${oneTensor}}`);
    await held;
    const stopped = stop();
    let refused = await infer(url, { 'hb-app': 'search' }, `{"inputs":${oneTensor}}`);
    while (refused.status === 200) refused = await infer(url, { 'hb-app': 'search' }, `{"inputs":${oneTensor}}`);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'stopping' });
    await stages.held.pop()!();
    expect((await open).status).toBe(200);
    await stopped;
    await expect(fetch(url)).rejects.toThrow();
  });
});

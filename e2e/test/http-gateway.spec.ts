import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiKeyText, parseApiKey, publicKeyOf, recordOf, topics } from '@harmonybatch/contracts';
import { metricsOfService } from '@harmonybatch/telemetry';
import { freshIds, RunningSystem } from '../harness/running-system';

const container = join(__dirname, '..', 'containers', 'echo-tensors.cjs');
const key = apiKeyText(Buffer.alloc(8, 1), Buffer.alloc(32, 2));

describe('requests by HTTP', () => {
  const folder = mkdtempSync(join(tmpdir(), 'harmonybatch-e2e-http-'));
  let system: RunningSystem;
  let url: string;

  beforeAll(async () => {
    const images = join(folder, 'images.json');
    writeFileSync(images, JSON.stringify({ 'registry.example/echo:1': { command: ['node', container] } }));
    system = await RunningSystem.start(1, {}, { HARMONYBATCH_IMAGE_COMMANDS: images });
    const gateway = await system.startService('http-gateway', { GATEWAY_PORT: '0' });
    url = await gateway.servesAt('open for requests');
    await system.registerModel('echo', 'vgg19', { protocol: 'open-inference-v2' });
    await system.registerApp({ name: 'photos', model: 'echo', sloMs: 8_000, expectedRateHz: 20 });
    await system.registerApp({ name: 'search', model: 'echo', sloMs: 8_000, expectedRateHz: 20 });
    const { keyId, publicKey } = { keyId: parseApiKey(key)!.keyId, publicKey: publicKeyOf(parseApiKey(key)!) };
    const { topic, ...issued } = recordOf(topics.keyIssued, {
      keyId,
      app: 'photos',
      publicKey,
      createdAtMs: Date.now(),
    });
    await system.publish(topic, issued.key, issued.value);
    await system.plan(({ groups }) => groups.flatMap(({ apps }) => apps).length === 2);
  });
  afterAll(async () => {
    await system?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const infer = (headers: Record<string, string>, body: string | Buffer, model = 'echo'): Promise<Response> =>
    fetch(`${url}/v2/models/${model}/infer`, { method: 'POST', headers, body });
  const tensor = (data: string): string => `[{"name":"x","shape":[1,2],"datatype":"INT64","data":[${data}]}]`;
  /** Until the gateway knows what was registered a moment ago. */
  const known = async (ask: () => Promise<Response>): Promise<Response> => {
    let answer = await ask();
    while ([401, 404].includes(answer.status)) answer = await ask();
    return answer;
  };

  test('of apps with keys and without are batched together, and each gets its own outputs, digit for digit', async () => {
    const signed = { authorization: `Bearer ${key}` };
    await known(() => infer(signed, `{"inputs":${tensor('1,2')}}`));
    await known(() => infer({ 'hb-app': 'search' }, `{"inputs":${tensor('1,2')}}`));
    const ids = freshIds(24);
    const answers = await Promise.all(
      ids.map((id, at) =>
        infer(at % 2 ? signed : { 'hb-app': 'search' }, `{"id":"${id}","inputs":${tensor(`9007199254740993,${at}`)}}`),
      ),
    );
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    texts.forEach((text, at) => {
      expect(text).toContain(`{"model_name":"echo","model_version":"1","id":"${ids[at]}","outputs":[{`);
      expect(text).toContain(`"data":[9007199254740993,${at}]`);
    });
    expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
    const sizes = answers.map(({ headers }) => Number(headers.get('hb-batch-size')));
    expect(Math.max(...sizes)).toBeGreaterThan(1);
  });

  test('may be bytes, and get bytes', async () => {
    const head = JSON.stringify({
      inputs: [{ name: 'x', shape: [1, 2], datatype: 'INT64', parameters: { binary_data_size: 16 } }],
      parameters: { binary_data_output: true },
    });
    const data = Buffer.alloc(16);
    data.writeBigInt64LE(9007199254740993n);
    data.writeBigInt64LE(-1n, 8);
    const headers = { 'hb-app': 'search', 'inference-header-content-length': String(head.length) };
    const answer = await infer(headers, Buffer.concat([Buffer.from(head), data]));
    expect(answer.status).toBe(200);
    const body = Buffer.from(await answer.arrayBuffer());
    const at = Number(answer.headers.get('inference-header-content-length'));
    expect(JSON.parse(body.subarray(0, at).toString())).toMatchObject({
      outputs: [{ name: 'x', shape: [1, 2], datatype: 'INT64', parameters: { binary_data_size: 16 } }],
    });
    expect(body.subarray(at).equals(data)).toBe(true);
  });

  test('are measured, with what is declared of the gateway and nothing else', async () => {
    const text = await system.service('http-gateway').metrics();
    const told = [...text.matchAll(/^# TYPE (harmonybatch_\w+) \w+$/gm)].map(([, metric]) => metric);
    expect(told.sort()).toEqual(metricsOfService['http-gateway'].map(({ name }) => name).sort());
    expect(text).toMatch(/harmonybatch_http_answers_total\{status="200",[^}]+\} [1-9]/);
    expect(text).toMatch(/harmonybatch_http_answer_seconds_count\{[^}]*model="echo"[^}]*\} [1-9]/);
  });

  test('are refused with what is wrong with them', async () => {
    const told = async (answer: Promise<Response>) => {
      const { status } = await answer;
      const { error, code } = (await (await answer).json()) as { error: unknown; code: unknown };
      return [status, typeof error, code];
    };
    expect(await told(infer({ 'hb-app': 'photos' }, `{"inputs":${tensor('1,2')}}`))).toEqual([
      401,
      'string',
      'unsigned',
    ]);
    expect(await told(infer({ 'hb-app': 'search' }, `{"inputs":${tensor('1')}}`))).toEqual([400, 'string', 'invalid']);
    expect(await told(infer({ 'hb-app': 'search' }, '{}', 'bert'))).toEqual([404, 'string', 'unknown_model']);
    const impossible = infer({ 'hb-app': 'search', 'hb-slo-ms': '1' }, `{"inputs":${tensor('1,2')}}`);
    // Refused, or too late by the time that it is looked at.
    expect([422, 504]).toContain((await told(impossible))[0]);
    expect(await (await fetch(`${url}/v2/models/echo/ready`)).json()).toEqual({ name: 'echo', ready: true });
  });
});

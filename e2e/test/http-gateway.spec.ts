import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { JsonText, overHttp } from '@harmonybatch/client';
import { apiKeyText, parseApiKey, publicKeyOf, recordOf, topics } from '@harmonybatch/contracts';
import { metricsOfService } from '@harmonybatch/telemetry';
import { freshIds, RunningSystem, type ServiceName } from '../harness/running-system';

const container = join(__dirname, '..', 'containers', 'echo-tensors.cjs');
const key = apiKeyText(Buffer.alloc(8, 1), Buffer.alloc(32, 2));

describe('requests by HTTP', () => {
  const folder = mkdtempSync(join(tmpdir(), 'harmonybatch-e2e-http-'));
  let system: RunningSystem;
  let url: string;

  beforeAll(async () => {
    const images = join(folder, 'images.json');
    writeFileSync(images, JSON.stringify({ 'registry.example/resnet:1': { command: ['node', container] } }));
    system = await RunningSystem.start(1, {}, { HARMONYBATCH_IMAGE_COMMANDS: images });
    const gateway = await system.startService('http-gateway', { GATEWAY_PORT: '0' });
    url = await gateway.servesAt('open for requests');
    await system.registerModel('resnet', 'vgg19', { protocol: 'open-inference-v2' });
    await system.registerApp({ name: 'photos', model: 'resnet', sloMs: 8_000, expectedRateHz: 20 });
    await system.registerApp({ name: 'search', model: 'resnet', sloMs: 8_000, expectedRateHz: 20 });
    const rare = { expectedRateHz: 0.01, maxRateHz: 0.01, maxBurst: 1 };
    await system.registerApp({ name: 'rare-search', model: 'resnet', sloMs: 8_000, ...rare });
    const { keyId, publicKey } = { keyId: parseApiKey(key)!.keyId, publicKey: publicKeyOf(parseApiKey(key)!) };
    const { topic, ...issued } = recordOf(topics.keyIssued, {
      keyId,
      app: 'photos',
      publicKey,
      createdAtMs: Date.now(),
    });
    await system.publish(topic, issued.key, issued.value);
    await system.plan(({ groups }) => groups.flatMap(({ apps }) => apps).length === 3);
  });
  afterAll(async () => {
    await system?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const infer = (headers: Record<string, string>, body: string | Buffer, model = 'resnet'): Promise<Response> =>
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
      expect(text).toContain(`{"model_name":"resnet","model_version":"1","id":"${ids[at]}","outputs":[{`);
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

  test('are sent by the client for Node, and answered at once where they are sent again', async () => {
    const client = overHttp({ url, app: 'photos', model: 'resnet', apiKey: key });
    const inputs = new JsonText(tensor('9007199254740993,5'));
    await client.open();
    const [first, later] = await Promise.all([
      client.infer({ id: 'by-client', inputs }),
      client.send({ id: 'later', inputs }),
    ]);
    expect(later).toBe('later');
    expect(first.text).toContain('"data":[9007199254740993,5]');
    expect(await client.send({ id: 'by-client', inputs })).toBe('by-client');
    const repeat = await client.infer({ id: 'by-client', inputs }, { timeoutMs: 60_000 });
    expect(repeat.text).toBe(first.text);
    const { outputs } = await client.infer({ id: 'later', inputs });
    expect(outputs).toEqual(first.outputs);
    const wrong = client.infer({ inputs: [{ name: 'x', shape: [3], datatype: 'INT64', data: [1] }] });
    await expect(wrong).rejects.toMatchObject({ code: 'invalid', field: '/inputs', retryable: false });
    await client.close();
  });

  test('are measured, with what is declared of the gateway and nothing else', async () => {
    const text = await system.service('http-gateway').metrics();
    const told = [...text.matchAll(/^# TYPE (harmonybatch_\w+) \w+$/gm)].map(([, metric]) => metric);
    expect(told.sort()).toEqual(metricsOfService['http-gateway'].map(({ name }) => name).sort());
    expect(text).toMatch(/harmonybatch_http_answers_total\{status="200",[^}]+\} [1-9]/);
    expect(text).toMatch(/harmonybatch_http_answer_seconds_count\{[^}]*model="resnet"[^}]*\} [1-9]/);
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
    expect(await (await fetch(`${url}/v2/models/resnet/ready`)).json()).toEqual({ name: 'resnet', ready: true });
  });

  /** What a line of the guide prints. */
  const printed = async (line: string): Promise<string> =>
    (await promisify(execFile)('bash', ['-c', line.replace('127.0.0.1:8000', new URL(url).host)])).stdout;
  /** Times that a service computes. */
  const timeless = (text: string): string => text.replaceAll(/(?<=retry-after: )\d+|\d+(?= ms)/g, '#');
  const stopped = async (service: ServiceName, work: () => Promise<string>): Promise<string> => {
    const { pid } = system.service(service);
    process.kill(pid, 'SIGSTOP');
    try {
      return await work();
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  };
  /** What has to be so that a line of the guide prints what the guide says, by the line's code. */
  const scenes: Readonly<Record<string, (line: string) => Promise<string>>> = {
    deadline_passed: async (line) => {
      const answer = printed(line);
      await stopped('dispatcher', async () => (await sleep(1_000), ''));
      return answer;
    },
    rate_limited: async (line) => {
      await printed(`${line.replace('r-6', 'r-6-before')} -H 'prefer: respond-async'`);
      return printed(line);
    },
    no_plan: (line) =>
      stopped('planner', async () => {
        await system.registerApp({ name: 'new-search', model: 'resnet', sloMs: 1_000, expectedRateHz: 1 });
        let answer = await printed(line);
        while (answer.includes('unknown_app')) answer = await printed(line);
        return answer;
      }),
  };
  const guide = readFileSync(join(__dirname, '..', '..', 'docs', 'guides', 'http.md'), 'utf8');
  const cases = [...guide.matchAll(/```sh\n(.*curl -si [^]*?)\n```\n\n```http\n([^]*?)\n```/g)].map(
    ([, line = '', answer = '']) => [/"code":"(\w+)"/.exec(answer)?.[1] ?? '', line, answer] as const,
  );

  test.each(cases)('are refused as %s just as the guide prints it', async (code, line, expected) => {
    const answer = timeless(await (scenes[code] ?? printed)(line));
    const [head = '', body] = timeless(expected).split('\n\n');
    const [actualHead = '', actualBody] = answer.split('\r\n\r\n');
    expect(actualBody).toBe(body);
    expect(actualHead.split('\r\n')).toEqual(expect.arrayContaining(head.split('\n')));
  });

  test('have eight refusals in the guide', () => expect(cases).toHaveLength(8));
});

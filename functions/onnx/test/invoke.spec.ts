import { FunctionResult } from '@harmonybatch/contracts';
import { Value } from '@sinclair/typebox/value';
import { FunctionProcess, type Reply } from './function-process';
import { item, nested, picture, tokens } from './inputs';

const models = [
  { model: 'conv-net', output: 'scores', inputsOf: picture },
  { model: 'transformer', output: 'embedding', inputsOf: tokens },
];

describe.each(models)('a batch for $model', ({ model, output, inputsOf }) => {
  let called: FunctionProcess;
  const alone = new Map<number, number[]>();

  beforeAll(async () => {
    called = await FunctionProcess.start(model);
    for (let seed = 0; seed < 16; seed += 1) {
      const { body } = await invoke([item('only', inputsOf(seed))]);
      alone.set(seed, body.items[0].outputs[output]);
    }
  });
  afterAll(() => called.stop());

  const invoke = (items: unknown[]): Promise<Reply> =>
    called.post('/invoke', { batchId: 'b', attempt: 1, model, items });

  it('gives other items other answers', () => {
    const apart = [...alone.values()].map((answer) => answer.map((value) => value.toFixed(3)).join());
    expect(new Set(apart).size).toBe(16);
  });

  it.each([{ seeds: [3] }, { seeds: [5, 0, 5, 9] }, { seeds: [15, 2, 7, 0, 11, 4, 9, 13, 6, 1, 14, 3, 8, 12, 5, 10] }])(
    'gives each of $seeds.length items what it gets alone, to the last bit',
    async ({ seeds }) => {
      const { status, body } = await invoke(seeds.map((seed, at) => item(`${at}-${seed}`, inputsOf(seed))));
      expect(status).toBe(200);
      expect(Value.Check(FunctionResult, body)).toBe(true);
      expect(body.items.map(({ id }: { id: string }) => id)).toEqual(seeds.map((seed, at) => `${at}-${seed}`));
      seeds.forEach((seed, at) => expect(body.items[at].outputs[output]).toEqual(alone.get(seed)));
    },
  );
});

describe('an item that is wrong', () => {
  let called: FunctionProcess;

  beforeAll(async () => {
    called = await FunctionProcess.start('conv-net');
  });
  afterAll(() => called.stop());

  const good = picture(1);
  const bytes = Buffer.from(Float32Array.from(good).buffer);
  const withNan = Float32Array.from(good);
  withNan[7] = NaN;
  const base64 = (data: Buffer | string): string => Buffer.from(data).toString('base64');

  const faulty = [
    { what: 'too few numbers', wrong: { inputs: [1, 2, 3] }, code: 'bad_shape' },
    { what: 'other lists', wrong: { inputs: nested(good, [32, 32, 3]) }, code: 'bad_shape' },
    {
      what: 'lists of unequal lengths',
      wrong: { inputs: [...(nested(good, [3, 32, 32]) as unknown[]).slice(0, 2), []] },
      code: 'bad_shape',
    },
    { what: 'no list', wrong: { inputs: 'pixels' }, code: 'bad_shape' },
    { what: 'no inputs', wrong: {}, code: 'bad_shape' },
    { what: 'a text for a number', wrong: { inputs: ['1', ...good.slice(1)] }, code: 'bad_value' },
    { what: 'a number beyond 32 bits', wrong: { inputs: [1e39, ...good.slice(1)] }, code: 'bad_value' },
    { what: 'another name', wrong: { inputs: { picture: good } }, code: 'bad_inputs' },
    {
      what: 'raw bytes cut off',
      wrong: { inputs: base64(bytes.subarray(4)), contentType: 'application/octet-stream' },
      code: 'bad_shape',
    },
    {
      what: 'raw NaN',
      wrong: { inputs: base64(Buffer.from(withNan.buffer)), contentType: 'application/octet-stream' },
      code: 'bad_value',
    },
    {
      what: 'bytes that are no base64',
      wrong: { inputs: '*', contentType: 'application/octet-stream' },
      code: 'bad_inputs',
    },
    {
      what: 'JSON that is none',
      wrong: { inputs: base64('[1, 2'), contentType: 'application/json' },
      code: 'bad_json',
    },
    { what: 'a PNG', wrong: { inputs: base64('png'), contentType: 'image/png' }, code: 'unsupported_content_type' },
    { what: 'a dataref', wrong: { dataref: 'oss://bucket/key' }, code: 'dataref_not_supported' },
  ];

  it('has an error of its own, and harms no other', async () => {
    const wrong = faulty.map(({ what, wrong }) => ({ id: what, ...wrong }));
    const { status, body } = await called.post('/invoke', {
      items: [item('first', good), ...wrong, item('last', good)],
    });
    expect(status).toBe(200);
    expect(Value.Check(FunctionResult, body)).toBe(true);
    const codes = body.items.map(({ id, error }: { id: string; error?: { code: string } }) => [id, error?.code]);
    expect(codes).toEqual([['first', undefined], ...faulty.map(({ what, code }) => [what, code]), ['last', undefined]]);
    expect(body.items.at(-1).outputs).toEqual(body.items[0].outputs);
  });

  it.each(['NaN', '-Infinity'])('may hold %s, which is no JSON', async (word) => {
    const bad = `{"id":"\\"NaN","inputs":[${word}${',0'.repeat(3 * 32 * 32 - 1)}]}`;
    const { body } = await called.post('/invoke', `{"items":[${bad},${JSON.stringify(item('good', good))}]}`);
    expect(body.items[0]).toMatchObject({ id: '"NaN', error: { code: 'bad_value' } });
    expect(body.items[1].outputs.scores).toHaveLength(10);
  });

  it('takes the same numbers flat, in lists, by name, and as raw bytes', async () => {
    const forms = [
      { inputs: good },
      { inputs: nested(good, [3, 32, 32]) },
      { inputs: { image: good } },
      { inputs: base64(bytes), contentType: 'application/octet-stream' },
      { inputs: base64(JSON.stringify(good)), contentType: 'application/json; charset=utf-8' },
    ];
    const { body } = await called.post('/invoke', { items: forms.map((form, at) => ({ id: `${at}`, ...form })) });
    for (const answer of body.items) expect(answer.outputs.scores).toEqual(body.items[0].outputs.scores);
  });
});

describe('an item that makes the network itself fail', () => {
  it('is found, and the others are answered', async () => {
    const called = await FunctionProcess.start('transformer');
    const beyond = tokens(2).map((token, at) => (at === 40 ? 512 : token));
    const items = [
      item('a', tokens(1)),
      item('b', tokens(2)),
      item('beyond', beyond),
      item('c', tokens(3)),
      item('d', tokens(4)),
    ];
    const { status, body } = await called.post('/invoke', { items });
    await called.stop();
    expect(status).toBe(200);
    expect(body.items[2]).toMatchObject({ id: 'beyond', error: { code: 'inference_failed', retryable: false } });
    for (const at of [0, 1, 3, 4]) expect(body.items[at].outputs.embedding).toHaveLength(96);
  });
});

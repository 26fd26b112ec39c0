import { FunctionProcess, type Reply } from './function-process';
import { item, nested, tokens } from './inputs';

const seeds = [4, 1, 3];
const input = { name: 'tokens', shape: [3, 64], datatype: 'INT64', data: seeds.flatMap(tokens) };

describe('Open Inference Protocol', () => {
  let called: FunctionProcess;

  beforeAll(async () => {
    called = await FunctionProcess.start('transformer');
    await called.post('/initialize');
  });
  afterAll(() => called.stop());

  const infer = (body: unknown): Promise<Reply> => called.post('/v2/models/transformer/infer', body);

  it('runs a batch as /invoke does', async () => {
    const { status, body } = await infer({ id: 'r1', inputs: [input] });
    expect(status).toBe(200);
    const [output] = body.outputs;
    expect({ ...body, outputs: [{ ...output, data: [] }] }).toEqual({
      id: 'r1',
      model_name: 'transformer',
      model_version: '1',
      outputs: [{ name: 'embedding', datatype: 'FP32', shape: [3, 96], data: [] }],
    });
    const invoked = await called.post('/invoke', { items: seeds.map((seed) => item(`${seed}`, tokens(seed))) });
    expect(output.data).toEqual(
      invoked.body.items.flatMap(({ outputs }: { outputs: { embedding: number[] } }) => outputs.embedding),
    );
  });

  it('takes data in lists and gives the outputs asked for', async () => {
    const flat = await infer({ inputs: [input] });
    const asked = await infer({
      inputs: [{ ...input, data: nested(input.data, input.shape) }],
      outputs: [{ name: 'embedding' }],
    });
    expect(asked.body).toEqual(flat.body);
  });

  it('is spoken at /invoke too, where Function Compute posts every body', async () => {
    const body = { inputs: [input] };
    expect(await called.post('/invoke', body)).toMatchObject({ status: 200, body: (await infer(body)).body });
  });

  it.each([
    { what: 'another type', body: { inputs: [{ ...input, datatype: 'FP32' }] }, says: /INT64/ },
    { what: 'another shape', body: { inputs: [{ ...input, shape: [3, 32] }] }, says: /3 rows of \[64\]/ },
    { what: 'too little data', body: { inputs: [{ ...input, data: [1] }] }, says: /tokens: given \[1\]/ },
    { what: 'another input', body: { inputs: [{ ...input, name: 'words' }] }, says: /no input words/ },
    {
      what: 'another output',
      body: { inputs: [input], outputs: [{ name: 'logits' }] },
      says: /no output logits; there is embedding/,
    },
    {
      what: 'too large a batch',
      body: { inputs: [{ ...input, shape: [33, 64] }] },
      says: /batch of 33; the model takes 32/,
    },
    { what: 'no inputs', body: {}, says: /\/inputs/ },
    {
      what: 'a token beyond the vocabulary',
      body: { inputs: [{ ...input, shape: [1, 64], data: [...tokens(1).slice(1), 512] }] },
      says: /out of/,
    },
  ])('refuses $what', async ({ body, says }) => {
    expect(await infer(body)).toMatchObject({ status: 400, body: { error: expect.stringMatching(says) } });
  });

  it('describes the server and the model', async () => {
    expect((await called.get('/v2')).body).toEqual({ name: 'harmonybatch-onnx', version: '1', extensions: [] });
    expect((await called.get('/v2/models/transformer/versions/1')).body).toEqual({
      name: 'transformer',
      versions: ['1'],
      platform: 'onnxruntime_onnx',
      inputs: [{ name: 'tokens', datatype: 'INT64', shape: [-1, 64] }],
      outputs: [{ name: 'embedding', datatype: 'FP32', shape: [-1, 96] }],
    });
    expect((await called.get('/v2/models/transformer/ready')).body).toEqual({ name: 'transformer', ready: true });
    expect((await called.get('/v2/health/live')).body).toEqual({ live: true });
    expect((await called.get('/v2/health/ready')).body).toEqual({ ready: true });
  });

  it.each(['/v2/models/conv-net', '/v2/models/transformer/versions/2'])('has no %s', async (path) => {
    expect(await called.get(path)).toMatchObject({
      status: 404,
      body: { error: 'this server has transformer, version 1' },
    });
  });
});

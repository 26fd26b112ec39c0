import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifest, type ModelManifest } from '../src/model/manifest';
import { sessionFault, type SessionMetadata } from '../src/model/session-fault';
import { FunctionProcess } from './function-process';

const models = join(__dirname, '..', 'models');
const right = readManifest(models, 'conv-net');
const [input = { name: '', type: 'float32', itemShape: [] }] = right.inputs;

describe('a manifest', () => {
  const folder = mkdtempSync(join(tmpdir(), 'onnx-function-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const write = (changes: object): void => {
    const { version, file, maxBatchSize, inputs, outputs } = right;
    writeFileSync(
      join(folder, 'mine.json'),
      JSON.stringify({ version, file, maxBatchSize, inputs, outputs, ...changes }),
    );
  };

  it.each([
    { what: 'an unknown field', changes: { sloMs: 5 }, says: /mine\.json: \/sloMs/ },
    {
      what: 'another type of numbers',
      changes: { inputs: [{ ...input, type: 'float16' }] },
      says: /\/inputs\/0\/type/,
    },
    { what: 'a file elsewhere', changes: { file: '../net.onnx' }, says: /\/file/ },
  ])('is refused for $what', ({ changes, says }) => {
    write(changes);
    expect(() => readManifest(folder, 'mine')).toThrow(says);
  });

  it('that is not there is told apart from those that are', () => {
    expect(() => readManifest(models, 'vgg19')).toThrow(/no model "vgg19".*conv-net.*transformer/);
  });

  it('whose model cannot be loaded leaves the instance neither healthy nor alive, and says why', async () => {
    write({ file: 'other.onnx' });
    const called = await FunctionProcess.start('mine', { HARMONYBATCH_FUNCTION_MODELS: folder });
    const { status, body } = await called.post('/initialize');
    expect({ status, body }).toMatchObject({
      status: 500,
      body: { code: 'model_failed', error: expect.stringContaining('other.onnx') },
    });
    expect(await called.get('/health')).toMatchObject({ status: 503, body: { state: 'failed' } });
    expect(await called.get('/v2/health/live')).toMatchObject({ status: 503, body: { live: false } });
    expect(await called.post('/invoke', { items: [{ id: 'a' }] })).toMatchObject({ status: 500 });
    await called.stop();
  });
});

describe('a model file that is not what its manifest says', () => {
  /** What ONNX Runtime says of conv-net.onnx. */
  const loaded: SessionMetadata = {
    inputNames: ['image'],
    outputNames: ['scores'],
    inputMetadata: [{ name: 'image', isTensor: true, type: 'float32', shape: ['batch', 3, 32, 32] }],
    outputMetadata: [{ name: 'scores', isTensor: true, type: 'float32', shape: ['batch', 10] }],
  };
  const withInput = (changes: object): ModelManifest => ({ ...right, inputs: [{ ...input, ...changes }] });

  it('is told apart from one that is', () => expect(sessionFault(loaded, right)).toBeNull());

  it.each([
    {
      what: 'another input',
      manifest: withInput({ name: 'picture' }),
      says: /takes image; the manifest has no input image/,
    },
    {
      what: 'another shape',
      manifest: withInput({ itemShape: [3, 64, 64] }),
      says: /\[batch, 3, 32, 32\].*mend itemShape/,
    },
    {
      what: 'other numbers',
      manifest: withInput({ type: 'int64' }),
      says: /image is float32; the manifest says int64/,
    },
    {
      what: 'another output',
      manifest: { ...right, outputs: ['labels'] },
      says: /no output labels; the network gives scores/,
    },
  ])('in $what', ({ manifest, says }) => expect(sessionFault(loaded, manifest)).toMatch(says));

  it('in halves for numbers', () => {
    const [output] = loaded.outputMetadata;
    const halves = { ...loaded, outputMetadata: [{ ...output, type: 'float16' }] } as SessionMetadata;
    expect(sessionFault(halves, right)).toMatch(/output scores is float16; given can be float32/);
  });
});

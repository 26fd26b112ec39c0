import type { ModelProfile } from '@harmonybatch/model';
import { SeededRandomness } from '@harmonybatch/traffic';
import { createHash } from 'node:crypto';
import type { Execution } from '../src/containers/execution';
import { BatchExecution } from '../src/execution/batch-execution';
import { canonicalJson } from '../src/execution/canonical-json';

const curve = { alphaSeconds: 0, betaVcpu: 1, gammaSeconds: 0.1 };
const profile: ModelProfile = {
  cpu: { memoryMb: { slopeMbPerRequest: 0, baseMb: 128 }, avg: [curve, curve], max: [curve, curve] },
};
const container = new BatchExecution(profile, { type: 'cpu', vcpu: 1, memoryMb: 1024 }, new SeededRandomness(1));

const run = (items: unknown, more: object = {}): Execution & { answer: Record<string, unknown> } => {
  const batch = { batchId: '0123456789abcdef0123456789abcdef', attempt: 1, model: 'm', items, ...more };
  const execution = container.run(Buffer.from(JSON.stringify(batch)));
  return { ...execution, answer: JSON.parse(`${execution.body}`) };
};
const sha16 = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

describe('execution of a batch', () => {
  it('gives each item outputs that follow from its inputs, whatever the order of their keys', () => {
    const { answer, durationSeconds, items } = run([
      { id: 'x', inputs: { b: [1, null], a: 'é' } },
      { id: 'y', dataref: 'http://store/1' },
    ]);
    expect(durationSeconds).toBeCloseTo(0.1, 9);
    expect(items).toBe(2);
    expect(answer).toEqual({
      items: [
        { id: 'x', outputs: { model: 'm', digest: sha16('{"a":"é","b":[1,null]}') } },
        { id: 'y', outputs: { model: 'm', digest: sha16('http://store/1') } },
      ],
    });
  });

  it('fails one item alone where its inputs ask for it', () => {
    const { answer, errorType } = run([
      { id: 'x', inputs: { emulate: { error: 'no_luck' } } },
      { id: 'y', inputs: 1 },
    ]);
    expect(errorType).toBeUndefined();
    expect(answer['items']).toEqual([
      { id: 'x', error: { code: 'no_luck', message: expect.any(String), retryable: false } },
      { id: 'y', outputs: expect.anything() },
    ]);
  });

  it('takes longer, or fails as a whole, where the inputs ask for it', () => {
    expect(run([{ id: 'x', inputs: { emulate: { delayMs: 250 } } }]).durationSeconds).toBeCloseTo(0.35, 9);
    expect(run([{ id: 'x', inputs: { emulate: { crash: true } } }]).errorType).toBe('UnhandledInvocationError');
    expect(run([{ id: 'x', inputs: { emulate: { delayMs: -1 } } }]).answer['items']).toEqual([
      { id: 'x', error: expect.objectContaining({ code: 'invalid_emulate' }) },
    ]);
  });

  it('says no to what is no batch, and crashes on one that is too large', () => {
    expect(container.run(Buffer.from('nonsense')).errorType).toBe('HandledInvocationError');
    expect(run([]).errorType).toBe('HandledInvocationError');
    expect(run([1, 2, 3].map((id) => ({ id: `${id}`, inputs: 1 }))).errorType).toBe('UnhandledInvocationError');
  });

  it('refuses inputs that are nested too deep, for that item alone', () => {
    const deep = JSON.parse('['.repeat(200) + ']'.repeat(200)) as unknown;
    expect(run([{ id: 'x', inputs: deep }]).answer['items']).toEqual([
      { id: 'x', error: expect.objectContaining({ code: 'inputs_too_deep' }) },
    ]);
  });
});

describe('canonical JSON', () => {
  it('sorts keys at every depth and keeps the order of lists', () => {
    expect(canonicalJson({ b: { d: 1, c: [2, 1] }, a: undefined })).toBe('{"a":null,"b":{"c":[2,1],"d":1}}');
  });
});

import fc from 'fast-check';
import { compile, FunctionInvocation, FunctionResult, topics, type TopicContract } from '../src';
import { examples } from './examples';

const all: readonly TopicContract[] = Object.values(topics);
const exampleOf = ({ name }: TopicContract): Record<string, unknown> => {
  const example = examples[name];
  if (!example) throw new Error(`no example for ${name}`);
  return example;
};
const named = all.map((topic) => [topic.name, topic] as const);

describe.each(named)('%s', (_, topic) => {
  const validator = compile(topic.value);
  const example = exampleOf(topic);
  const fieldsOf = (value: unknown): string[] => validator.explain(value).map(({ field }) => field);

  it('accepts a good value, also after a way through JSON', () => {
    expect(validator.explain(example)).toEqual([]);
    expect(validator.check(JSON.parse(JSON.stringify(example)))).toBe(true);
  });

  it('names a field that it does not know', () => {
    const value = { ...example, surprise: 1 };
    expect(validator.check(value)).toBe(false);
    expect(fieldsOf(value)).toContain('/surprise');
  });

  it('names each missing field that it needs', () => {
    for (const field of (topic.value as unknown as { required: string[] }).required) {
      const { [field]: _gone, ...rest } = example;
      expect(validator.check(rest)).toBe(false);
      expect(fieldsOf(rest)).toContain(`/${field}`);
    }
  });

  it('names a field of the wrong type', () => {
    for (const field of (topic.value as unknown as { required: string[] }).required) {
      const value = { ...example, [field]: typeof example[field] === 'string' ? 12 : 'twelve' };
      expect(fieldsOf(value)).toContain(`/${field}`);
    }
  });

  it('takes whatever JSON there is without throwing, and says why it refuses it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(validator.check(value) || validator.explain(value).length > 0).toBe(true);
      }),
      { seed: 7 },
    );
  });

  it('tells at most ten faults', () => {
    const value = { ...example, ...Object.fromEntries(Array.from({ length: 30 }, (_none, index) => [`x${index}`, 1])) };
    expect(validator.explain(value)).toHaveLength(10);
  });
});

describe('a value outside its range', () => {
  const cases: [TopicContract, string, unknown][] = [
    [topics.inferenceRequested, 'sloMs', -1],
    [topics.inferenceRequested, 'sloMs', 0],
    [topics.inferenceRequested, 'sloMs', 600_001],
    [topics.inferenceRequested, 'sloMs', Number.NaN],
    [topics.inferenceRequested, 'sloMs', Number.POSITIVE_INFINITY],
    [topics.inferenceRequested, 'app', 'a'.repeat(64)],
    [topics.inferenceRequested, 'app', ''],
    [topics.inferenceRequested, 'app', '../doors'],
    [topics.inferenceRequested, 'id', ''],
    [topics.inferenceRequested, 'id', 'i'.repeat(257)],
    [topics.inferenceRequested, 'dataref', 'd'.repeat(2049)],
    [topics.inferenceRequested, 'parameters', Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`p${n}`, n]))],
    [topics.appRegistered, 'sloMs', -200],
    [topics.appRegistered, 'attainment', 1.01],
    [topics.appRegistered, 'expectedRateHz', 0],
    [topics.appRegistered, 'whenLate', 'never'],
    [topics.appRegistered, 'name', 'n'.repeat(64)],
    [topics.modelProfiled, 'port', 65_536],
    [topics.modelProfiled, 'image', ''],
    [topics.modelProfiled, 'profile', {}],
    [topics.batchReady, 'requests', []],
    [topics.batchReady, 'requests', Array.from({ length: 33 }, () => examples['inference.accepted'])],
    [topics.batchExecuted, 'functionName', '1st'],
    [topics.arrivalCounted, 'count', 0],
    [topics.arrivalCounted, 'lastOffset', 1.5],
    [topics.rateEstimated, 'rateHz', -1],
    [topics.planPublished, 'currency', 'yuan'],
  ];

  it.each(cases.map(([topic, field, value]) => [topic.name, field, value, topic] as const))(
    'is refused by %s and named: %s',
    (_, field, value, topic) => {
      const faults = compile(topic.value).explain({ ...exampleOf(topic), [field]: value });
      expect(faults.map((fault) => fault.field)).toContain(`/${field}`);
    },
  );

  it('deep inside is named by its path, with what was given', () => {
    const group = { ...(examples['batch.ready']?.['group'] as object), batchSize: 0 };
    expect(compile(topics.batchReady.value).explain({ ...examples['batch.ready'], group })).toEqual([
      { field: '/group/batchSize', message: expect.stringContaining('got 0') as string },
    ]);
  });
});

describe('the invocation of a function', () => {
  const invocation = {
    batchId: '0123456789abcdef0123456789abcdef',
    attempt: 1,
    model: 'resnet',
    items: [
      { id: 'a', inputs: 1 },
      { id: 'b', dataref: 'https://host/b' },
    ],
  };

  it('has one to 32 items', () => {
    const validator = compile(FunctionInvocation);
    expect(validator.check(invocation)).toBe(true);
    expect(validator.check({ ...invocation, items: [] })).toBe(false);
    expect(validator.check({ ...invocation, items: Array.from({ length: 33 }, () => ({ id: 'a' })) })).toBe(false);
  });

  it('is answered by outputs or an error an item', () => {
    const validator = compile(FunctionResult);
    const error = { code: 'bad_input', message: 'no image' };
    expect(
      validator.check({
        items: [
          { id: 'a', outputs: null },
          { id: 'b', error },
        ],
      }),
    ).toBe(true);
    expect(validator.check({ items: [{ id: 'a' }] })).toBe(false);
    expect(validator.check({ items: [{ id: 'b', error: 'no image' }] })).toBe(false);
  });
});

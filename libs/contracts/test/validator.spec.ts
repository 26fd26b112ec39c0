import { Type } from '@sinclair/typebox';
import { compile, ModelProfileSchema, topics } from '../src';

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
};

describe('the message of a fault', () => {
  it('says in words what a pattern means, where the schema does', () => {
    const [fault] = compile(topics.inferenceRequested.value).explain({ app: '../doors', inputs: 1 });
    expect(fault?.message).toBe(
      'Letters, digits, dot, underscore and hyphen; 1 to 63 characters; begins with a letter or digit; got "../doors"',
    );
  });

  it('keeps the pattern where there are no words', () => {
    const [fault] = compile(Type.String({ pattern: '^a+$' })).explain('b');
    expect(fault?.message).toContain('^a+$');
  });

  it('keeps the bound that a number is outside of, whatever the description', () => {
    const [fault] = compile(topics.inferenceRequested.value).explain({ app: 'doors', inputs: 1, sloMs: -5 });
    expect(fault).toEqual({ field: '/sloMs', message: 'Expected number to be greater than 0; got -5' });
  });

  it('comes for values that are too deep or too odd to be shown', () => {
    const validator = compile(Type.Object({ text: Type.String() }));
    // Node 26 writes what older ones exceed the stack with.
    expect(validator.explain({ text: nested(20_000) })[0]?.message).toMatch(/nested too deeply|got \[{80}$/);
    expect(validator.explain({ text: 1n })[0]?.message).toContain('JSON cannot hold');
    expect(validator.explain({ text: () => 1 })[0]?.message).toContain('got undefined');
  });

  it('is that of the form which an object is nearest to, where it may have several', () => {
    const curve = { form: 'reciprocal', workVcpuSeconds: -1, baseSeconds: 0 };
    const avg = (one: object) => ({ cpu: { memoryMb: { slopeMbPerRequest: 0, baseMb: 1 }, avg: [one], max: [curve] } });
    const { explain } = compile(ModelProfileSchema);
    expect(explain(avg({ ...curve, workVcpuSeconds: 1, base: 2 }))[0]).toMatchObject({ field: '/cpu/avg/0/base' });
    expect(explain(avg({ alphaSeconds: 1, betaVcpu: 0, gammaSeconds: 0 }))[0]).toMatchObject({
      field: '/cpu/avg/0/betaVcpu',
      message: 'Expected number to be greater than 0; got 0',
    });
    expect(explain(avg(curve)).map(({ field }) => field)).toContain('/cpu/avg/0/workVcpuSeconds');
  });

  it('shows no more than 80 characters of a value', () => {
    const [fault] = compile(Type.Number()).explain('x'.repeat(1000));
    expect(fault?.message.length).toBeLessThan(120);
  });
});

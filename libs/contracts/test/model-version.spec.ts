import { limits, modelVersionOf, type ModelProfiled } from '../src';

const model: ModelProfiled = {
  name: 'm',
  version: '1',
  image: 'registry.example/m:1',
  port: 80,
  env: { A: '1', B: '2' },
  profile: {
    cpu: {
      memoryMb: { slopeMbPerRequest: 0, baseMb: 1 },
      avg: [{ alphaSeconds: 1, betaVcpu: 1, gammaSeconds: 1 }],
      max: [{ alphaSeconds: 1, betaVcpu: 1, gammaSeconds: 1 }],
    },
  },
};

test('the version of a model in plans begins with its own and changes with all that it is', () => {
  expect(modelVersionOf(model)).toMatch(/^1-[0-9a-f]{8}$/);
  const others = [
    { ...model, version: '2' },
    { ...model, image: 'registry.example/m:2' },
    { ...model, env: { A: '1' } },
    { ...model, maxItemBytes: 10 },
  ];
  expect(new Set([model, ...others].map(modelVersionOf)).size).toBe(others.length + 1);
});

test('the order in which fields are written does not matter, that of lists does', () => {
  const { name, version, ...rest } = model;
  expect(modelVersionOf({ ...rest, env: { B: '2', A: '1' }, version, name } as ModelProfiled)).toBe(
    modelVersionOf(model),
  );
  const vpc = (...vSwitchIds: string[]) => ({ vpcId: 'v', vSwitchIds, securityGroupId: 's' });
  expect(modelVersionOf({ ...model, vpc: vpc('a', 'b') })).not.toBe(modelVersionOf({ ...model, vpc: vpc('b', 'a') }));
});

test('the longest version of a model fits into a plan', () => {
  const version = 'v'.repeat(limits.maxModelVersionLength);
  expect(modelVersionOf({ ...model, version })).toHaveLength(limits.maxPlanVersionLength);
});

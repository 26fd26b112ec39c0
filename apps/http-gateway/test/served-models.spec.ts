import type { PlanPublished } from '@harmonybatch/contracts';
import { ServedModels } from '../src/models/served-models';
import { photos, resnet } from './examples';

const planned = (groups: number) => ({
  epoch: 1,
  plan: { groups: Array(groups).fill({}) } as unknown as PlanPublished,
});
const modelsWith = (groups?: number): ServedModels =>
  new ServedModels(
    { get: (name) => (name === 'resnet' ? resnet : undefined) },
    { planOf: () => (groups === undefined ? undefined : planned(groups)) },
  );
const caller = { app: photos, key: undefined };

it('knows a registered model, by the version that is registered too', () => {
  expect(modelsWith().of(caller, 'resnet', '3')).toBe(resnet);
  expect(modelsWith().metadataOf('resnet')).toEqual({
    name: 'resnet',
    versions: ['3'],
    platform: 'open-inference-v2',
    inputs: [],
    outputs: [],
  });
});

it('has none of another name, version or app', () => {
  const refusal = (code: string) => expect.objectContaining({ status: 404, terms: expect.objectContaining({ code }) });
  expect(() => modelsWith().get('bert')).toThrow(refusal('unknown_model'));
  expect(() => modelsWith().get('resnet', '2')).toThrow(refusal('unknown_version'));
  expect(() => modelsWith().of({ ...caller, app: { ...photos, model: 'bert' } }, 'resnet')).toThrow(
    refusal('unknown_model'),
  );
});

it('is ready where a plan serves it', () => {
  expect([modelsWith(), modelsWith(0), modelsWith(1)].map((models) => models.isReady('resnet'))).toEqual([
    false,
    false,
    true,
  ]);
});

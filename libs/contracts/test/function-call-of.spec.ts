import { functionCallOf } from '../src';

it.each([
  ['no words', {}, undefined],
  ['the default in words', { protocol: 'harmonybatch', path: '/invoke' }, undefined],
  ['another path', { path: '/predict' }, { protocol: 'harmonybatch', path: '/predict' }],
  [
    'another protocol',
    { protocol: 'open-inference-v2' },
    { protocol: 'open-inference-v2', path: '/v2/models/m.1/infer' },
  ],
  [
    'both',
    { protocol: 'open-inference-v2', path: '/v2/models/x/versions/2/infer' },
    { protocol: 'open-inference-v2', path: '/v2/models/x/versions/2/infer' },
  ],
] as const)('of a model with %s', (_, fields, call) =>
  expect(functionCallOf({ name: 'm.1', ...fields })).toEqual(call),
);

import { Service } from '@kubernetes-models/knative/serving.knative.dev/v1';
import type { FunctionSpec } from '@harmonybatch/ports';
import { manifestsOf } from '../src';
import { toService } from '../src/service/service-definition';

const spec: FunctionSpec = {
  name: 'hb-resnet-cpu-1f',
  model: 'ResNet_50',
  modelVersion: '1',
  image: 'registry/resnet:1',
  port: 9_000,
  env: { THREADS: '2' },
  shape: { type: 'cpu', vcpu: 0.5, memoryMb: 1_024 },
  timeoutSeconds: 30,
};
const options = { namespace: 'models', flavour: 'knative', owner: 'shop-@cluster' } as const;

it('is the service that the adapter makes, by Knative’s own schema', () => {
  const [manifest] = manifestsOf([{ spec, warmInstances: 2 }], options);
  new Service(manifest as ConstructorParameters<typeof Service>[0]).validate();
  expect(manifest).toEqual(JSON.parse(JSON.stringify(toService(spec, 2, options))));
});

it('takes what looks like a secret from one, and has none in it', () => {
  const [manifest] = manifestsOf([{ spec: { ...spec, env: { DB_PASSWORD: 'sesame' } }, warmInstances: 0 }], options);
  new Service(manifest as ConstructorParameters<typeof Service>[0]).validate();
  const text = JSON.stringify(manifest);
  expect(text).not.toContain('sesame');
  expect(text).toContain(
    '{"name":"DB_PASSWORD","valueFrom":{"secretKeyRef":{"name":"harmonybatch-resnet-50","key":"DB_PASSWORD"}}}',
  );
});

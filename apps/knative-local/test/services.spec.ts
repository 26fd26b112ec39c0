import { KnativePlatform, type KnativeConfig } from '@harmonybatch/knative';
import { openKnative, type KnativeUnderTest } from './support/knative-under-test';

const name = 'hb-m-cpu-1';
let under: KnativeUnderTest;
afterEach(() => under.close());

const api = async (config: KnativeConfig, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${config.apiUrl}/apis/serving.knative.dev/v1/namespaces/models/services${path}`, {
    ...init,
    headers: { authorization: `Bearer ${await config.apiToken('')}`, 'content-type': 'application/json' },
  });

const foreign = {
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: { name, annotations: { 'harmonybatch.dev/function': name } },
  spec: { template: { spec: { containers: [{ image: 'registry.example/m:1' }] } } },
};

it('a service of somebody else under the name of a function is neither taken over, listed nor removed', async () => {
  under = await openKnative({ maxInstances: 5 });
  const platform = under.platformOf('hb-');
  expect((await api(under.config, '', { method: 'POST', body: JSON.stringify(foreign) })).status).toBe(201);
  await expect(platform.ensure(under.spec(name), 0)).rejects.toMatchObject({ reason: 'conflict' });
  expect(await platform.list()).toEqual([]);
  await expect(platform.remove(name)).rejects.toThrow('carries no tag of this deployment');
  expect((await api(under.config, `/${name}`)).status).toBe(200);
});

it('a service that failed is made anew once what it lacked is there', async () => {
  under = await openKnative({ maxInstances: 1 });
  const platform = under.platformOf('hb-');
  const waiting = under.spec('hb-waiting');
  await platform.ensure(under.spec(name), 1);
  await expect(platform.ensure(waiting, 1)).rejects.toMatchObject({ reason: 'quota' });
  expect(await platform.list()).toContainEqual(
    expect.objectContaining({
      name: waiting.name,
      state: 'failed',
      reason: expect.stringContaining('Insufficient cpu'),
    }),
  );
  await platform.remove(name);
  await platform.ensure(waiting, 1);
  expect(await platform.list()).toEqual([{ name: waiting.name, state: 'ready' }]);
});

it('a change that somebody else made first is read, and then made', async () => {
  under = await openKnative({ maxInstances: 8 });
  const [one, other] = [under.platformOf('hb-'), under.platformOf('hb-')];
  await one.ensure(under.spec(name), 1);
  await Promise.all([one.ensure(under.spec(name), 2), other.ensure(under.spec(name), 2)]);
  expect(await under.warmInstances(name)).toBe(2);
});

it('more services than a page holds are all listed', async () => {
  under = await openKnative({ maxInstances: 200 });
  const platform = under.platformOf('hb-');
  const names = Array.from({ length: 105 }, (_, index) => `hb-${index}-x`);
  await Promise.all(names.map((one) => platform.ensure(under.spec(one), 1)));
  expect((await platform.list()).map((one) => one.name).sort()).toEqual([...names].sort());
});

it('a namespace that is not ours is refused for want of a permission', async () => {
  under = await openKnative({ maxInstances: 1 });
  const elsewhere = new KnativePlatform({ ...under.config, namespace: 'kube-system' }, { backoffMs: 1 });
  await expect(elsewhere.ensure(under.spec(name), 0)).rejects.toMatchObject({
    reason: 'permission',
    message: expect.stringContaining('get, list, create, update and delete'),
  });
});

it('an API that cannot be reached is tried again, and then is an error that says what was asked', async () => {
  under = await openKnative({ maxInstances: 1 });
  const nobody = new KnativePlatform({ ...under.config, apiUrl: 'http://127.0.0.1:1' }, { backoffMs: 1 });
  await expect(nobody.list()).rejects.toThrow('ECONNREFUSED');
});

it('a name that no DNS takes is a service under another one, and listed as it is', async () => {
  under = await openKnative({ maxInstances: 1 });
  const platform = under.platformOf('HB_');
  await platform.ensure(under.spec('HB_Model-cpu-1'), 1);
  expect(await platform.list()).toEqual([{ name: 'HB_Model-cpu-1', state: 'ready' }]);
  const body = JSON.stringify({ items: [{ id: 'a' }] });
  expect(await under.invokerWith({}).invoke('HB_Model-cpu-1', body, 20_000, { path: '/v2/models/m/infer' })).toEqual({
    kind: 'answered',
    body: '{"items":[{"id":"a","outputs":{"path":"/v2/models/m/infer","model":"m"}}]}',
  });
});

import { AsyncLocalStorage, executionAsyncId } from 'node:async_hooks';

it('no hook follows promises, so that they cost what they cost in production', async () => {
  await Promise.resolve();
  expect(executionAsyncId()).toBe(0);
});

it('code under test has its own AsyncLocalStorage', async () => {
  const storage = new AsyncLocalStorage<{ test: string }>();
  const inside = await storage.run({ test: 'ours' }, async () => {
    await Promise.resolve();
    return storage.getStore();
  });
  storage.disable();
  expect(inside).toEqual({ test: 'ours' });
});

import { Agent, request } from 'node:http';
import { Instance } from '../src/instance/instance';
import { FunctionProcess, replyTo } from './function-process';
import { item, picture } from './inputs';

const batch = { items: [item('a', picture(1))] };

describe('an instance', () => {
  const instanceOf = (model: string): Instance<string> => new Instance(async () => model);

  it('is ready when its model is, and loads it once', async () => {
    let loads = 0;
    const instance = new Instance(async () => (loads += 1));
    const both = [instance.load(), instance.load()];
    expect(instance.state).toBe('loading');
    expect(await Promise.all(both)).toEqual([1, 1]);
    expect(instance.state).toBe('ready');
  });

  it('has failed when its model has', async () => {
    const instance = new Instance(() => Promise.reject(new Error('no such file')));
    await expect(instance.serve(async () => 'answer')).rejects.toThrow('no such file');
    expect(instance.state).toBe('failed');
  });

  it('holds so many requests and no more', async () => {
    const instance = instanceOf('model');
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const held = Array.from({ length: 8 }, () => instance.serve(() => finished));
    await expect(instance.serve(() => finished)).rejects.toMatchObject({ status: 429, code: 'busy' });
    finish();
    await Promise.all(held);
    await expect(instance.serve(async (model) => model)).resolves.toBe('model');
  });

  it('that drains finishes what it took on and takes nothing new', async () => {
    const instance = instanceOf('model');
    let finish = (answer: string): void => void answer;
    const held = instance.serve(() => new Promise<string>((resolve) => (finish = resolve)));
    await instance.load();
    let isDrained = false;
    const drained = instance.drain().then(() => (isDrained = true));
    await expect(instance.serve(async () => 'new')).rejects.toMatchObject({ status: 503, code: 'draining' });
    expect([instance.state, isDrained]).toEqual(['draining', false]);
    finish('done');
    expect(await held).toBe('done');
    await drained;
  });
});

describe('a process', () => {
  it('is healthy when its initializer is done, and ends in order', async () => {
    const called = await FunctionProcess.start('conv-net');
    expect(await called.post('/initialize')).toMatchObject({ status: 200, body: { state: 'ready' } });
    expect(await called.get('/health')).toMatchObject({ status: 200, body: { state: 'ready' } });
    expect(await called.stop()).toBe(0);
  });

  it('answers the first batch without an initializer, and the pre-stop hook', async () => {
    const called = await FunctionProcess.start('conv-net');
    const [first, hook] = await Promise.all([called.post('/invoke', batch), called.get('/pre-stop')]);
    expect([first.status, hook.status]).toEqual([200, 200]);
    await called.stop();
  });

  it('that ends answers what it took on, then gives up the connection', async () => {
    const called = await FunctionProcess.start('conv-net', { HARMONYBATCH_FUNCTION_DRAIN_MS: '60000' });
    const body = JSON.stringify(batch);
    const headers = { 'content-length': body.length, 'x-fc-request-id': 'last' };
    const sent = request(`${called.url}/invoke`, { method: 'POST', headers, agent: new Agent({ keepAlive: true }) });
    const last = replyTo(sent);
    sent.write(body.slice(0, 100));
    await called.line('Start RequestId: last');
    const code = called.stop();
    await called.line('"draining"');
    sent.end(body.slice(100));
    expect(await last).toMatchObject({ status: 200, headers: { connection: 'close' } });
    expect(await code).toBe(0);
  });
});

import { FunctionInvoker, noTracing, type InvocationResult } from '@harmonybatch/ports';
import { MonitoredInvoker } from '@harmonybatch/pipeline';
import { VirtualClock } from '@harmonybatch/memory';

class Results extends FunctionInvoker {
  next: InvocationResult = { kind: 'answered', body: '' };
  asked: unknown[] = [];
  override async invoke(...asked: unknown[]): Promise<InvocationResult> {
    this.asked = asked;
    return this.next;
  }
}

const gone: InvocationResult = {
  kind: 'unavailable',
  code: 'FunctionNotFound',
  message: 'no such function',
  retryable: false,
};

describe('FunctionWatch', () => {
  const told: [string, unknown][] = [];
  const events = {
    tracing: noTracing,
    count: () => undefined,
    observe: () => undefined,
    watch: () => undefined,
    debug: () => undefined,
    info: (message: string, details?: unknown) => void told.push([message, details]),
    warn: () => undefined,
    error: (message: string, _error?: unknown, details?: unknown) => void told.push([message, details]),
  };
  let functions: Results;
  let watch: MonitoredInvoker;
  let clock: VirtualClock;

  beforeEach(() => {
    told.length = 0;
    functions = new Results();
    clock = new VirtualClock(0);
    watch = new MonitoredInvoker(functions, clock, events);
  });
  const invoke = (name: string, result: InvocationResult): Promise<InvocationResult> => {
    functions.next = result;
    return watch.invoke(name, '{}', 1_000);
  };

  it('gives reasons only while no function can be reached', async () => {
    expect(watch.notReadyReasons()).toEqual([]);
    await invoke('hb-a', gone);
    expect(watch.notReadyReasons()).toEqual(['no function can be reached; hb-a: FunctionNotFound: no such function']);
    await invoke('hb-b', { kind: 'function_error', message: 'out of memory' });
    expect(watch.notReadyReasons()).toEqual([]);
    await invoke('hb-b', gone);
    expect(watch.notReadyReasons()).toHaveLength(2);
    await invoke('hb-a', { kind: 'answered', body: '{}' });
    expect(watch.notReadyReasons()).toEqual([]);
  });

  it('passes on how long an answer is waited for, how much of it is read, and where the body goes', async () => {
    const options = { maxBytes: 4_096, path: '/v2/models/m/infer' };
    await watch.invoke('hb-a', '{}', 1_000, options);
    expect(functions.asked).toEqual(['hb-a', '{}', 1_000, options]);
  });

  it('forgets what is long ago', async () => {
    await invoke('hb-a', gone);
    await clock.advance(600_001);
    expect(watch.notReadyReasons()).toEqual([]);
  });

  it('tells a failure that goes on once a minute with how often it came, and that it is over', async () => {
    for (let call = 0; call < 50; call += 1) await invoke('hb-a', gone);
    await clock.advance(60_000);
    await invoke('hb-a', gone);
    await invoke('hb-a', { kind: 'answered', body: '{}' });
    await invoke('hb-a', { kind: 'answered', body: '{}' });
    expect(told.map(([message]) => message)).toEqual([
      'a function no longer exists on the platform',
      'a function no longer exists on the platform',
      'a function that the platform did not run answers again',
    ]);
    expect(told[1]?.[1]).toMatchObject({ functionName: 'hb-a', untold: 49 });
  });

  it('tells every failure by what it was, and nothing of answers', async () => {
    await invoke('hb-a', { kind: 'answered', body: '{}' });
    await invoke('hb-a', gone);
    await invoke('hb-a', { kind: 'timeout', message: 'hb-a did not answer within 5 ms' });
    expect(told).toEqual([
      [
        'a function no longer exists on the platform',
        { functionName: 'hb-a', failure: 'unavailable', code: 'FunctionNotFound', error: 'no such function' },
      ],
      ['a function failed', { functionName: 'hb-a', failure: 'timeout', error: 'hb-a did not answer within 5 ms' }],
    ]);
  });
});

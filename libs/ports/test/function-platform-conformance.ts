import { setImmediate as turn } from 'node:timers/promises';
import {
  NoLongerWantedError,
  type FunctionInvoker,
  type FunctionPlatform,
  type FunctionSpec,
  type InvocationResult,
  type RefusalReason,
} from '@harmonybatch/ports';

/** One account, cluster or project, whose functions answer batches by the wishes in their inputs, as the emulator's do. */
export interface PlatformUnderTest {
  /** What a deployment manages whose functions' names begin so. */
  platformOf(prefix: string, owner?: string): FunctionPlatform;
  invokerWith(limits: InvokerLimits): FunctionInvoker;
  /** A function that can be had here. */
  spec(name: string): FunctionSpec;
  /** The platform as somebody sees it who may do nothing. */
  forbidden(): FunctionPlatform;
  /** Instances of a function that the platform holds ready, by its own account. */
  warmInstances(name: string): Promise<number>;
  /** Takes off a function what says whose it is, as versions left it that did not say so. */
  disown(name: string): Promise<void>;
  /** Makes a function with the platform's own means, which is nobody's here. */
  makeForeign(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface InvokerLimits {
  readonly maxConcurrent?: number;
  readonly maxWaiting?: number;
  readonly maxAnswerBytes?: number;
}

export interface AccountOptions {
  /** Instances of all functions together. */
  readonly maxInstances: number;
}

export interface PlatformCases {
  open(account: AccountOptions): Promise<PlatformUnderTest>;
  /** What a spec is changed by so that it is refused for this reason; absent where the platform does not refuse so. */
  readonly refused: Partial<Record<'image' | 'size', Partial<FunctionSpec>>>;
  /** Set where its invokers have no queue: what is beyond their limit is refused at once. */
  readonly withoutQueue?: true;
}

const prefix = 'hb-';
const name = `${prefix}m-cpu-0a1b2c`;
const longMs = 30_000;
const enough: AccountOptions = { maxInstances: 10 };

/** The body of a batch of one item with this wish. */
const batch = (emulate: object = {}): string =>
  JSON.stringify({ batchId: 'b'.repeat(32), attempt: 1, model: 'm', items: [{ id: 'i-1', inputs: { emulate } }] });
const slow = batch({ delayMs: 1_000 });
const kindOf = ({ kind }: InvocationResult): string => kind;

/** What every platform of functions does, whoever runs it. */
export function functionPlatformConformance(title: string, { open, refused, withoutQueue }: PlatformCases): void {
  describe(`${title} as a platform of functions`, () => {
    let under: PlatformUnderTest;
    let platform: FunctionPlatform;
    const start = async (account: AccountOptions = enough): Promise<void> => {
      under = await open(account);
      platform = under.platformOf(prefix);
    };
    afterEach(() => under.close());
    const refusal = (reason: RefusalReason): object =>
      expect.objectContaining({ name: 'FunctionRefusedError', reason });

    describe('ensures a function', () => {
      it('that is ready then, with its instances, and answers', async () => {
        await start();
        await platform.ensure(under.spec(name), 2);
        expect(await platform.list()).toEqual([{ name, state: 'ready' }]);
        expect(await under.warmInstances(name)).toBe(2);
        const result = await under.invokerWith({}).invoke(name, batch(), longMs);
        expect(result).toMatchObject({ kind: 'answered', body: expect.stringContaining('"id":"i-1"') });
      });

      it('without instances that wait', async () => {
        await start();
        await platform.ensure(under.spec(name), 0);
        expect(await under.warmInstances(name)).toBe(0);
        expect(kindOf(await under.invokerWith({}).invoke(name, batch(), longMs))).toBe('answered');
      });

      it('twice, as one, and with as many instances as were asked for last', async () => {
        await start();
        const spec = under.spec(name);
        await platform.ensure(spec, 1);
        await platform.ensure(spec, 1);
        expect(await under.warmInstances(name)).toBe(1);
        await platform.ensure(spec, 3);
        expect(await under.warmInstances(name)).toBe(3);
        await platform.ensure(spec, 0);
        expect(await under.warmInstances(name)).toBe(0);
        expect(await platform.list()).toHaveLength(1);
      });

      it('that two replicas ask for at the same time, as one', async () => {
        await start();
        await Promise.all([platform.ensure(under.spec(name), 1), under.platformOf(prefix).ensure(under.spec(name), 1)]);
        expect(await platform.list()).toEqual([{ name, state: 'ready' }]);
      });

      it('but not one that is there as another one: that stays', async () => {
        await start();
        const spec = under.spec(name);
        await platform.ensure(spec, 1);
        const other = { ...spec, image: 'registry.example/another:1' };
        await expect(platform.ensure(other, 1)).rejects.toEqual(refusal('conflict'));
        await platform.ensure(spec, 1);
      });

      it('but not with a number of instances that is none, or under a name of others', async () => {
        await start();
        for (const warm of [-1, 0.5, Number.NaN]) {
          await expect(platform.ensure(under.spec(name), warm)).rejects.toThrow('warmInstances must be a whole number');
        }
        await expect(platform.ensure(under.spec('other'), 0)).rejects.toThrow('not of this deployment');
        expect(await platform.list()).toEqual([]);
      });
    });

    describe('refuses for good', () => {
      it('instances that the account has no room for', async () => {
        await start({ maxInstances: 2 });
        await expect(platform.ensure(under.spec(name), 3)).rejects.toEqual(refusal('quota'));
      });

      it('who may not do it', async () => {
        await start();
        await expect(under.forbidden().ensure(under.spec(name), 1)).rejects.toEqual(refusal('permission'));
        expect(await platform.list()).toEqual([]);
      });

      it.each(Object.entries(refused))('what is of no %s that it has', async (reason, change) => {
        await start();
        await expect(platform.ensure({ ...under.spec(name), ...change }, 1)).rejects.toEqual(
          refusal(reason as RefusalReason),
        );
      });
    });

    describe('does nothing that is not wanted any more', () => {
      it('from the beginning', async () => {
        await start();
        await expect(platform.ensure(under.spec(name), 1, () => false)).rejects.toThrow(NoLongerWantedError);
        expect(await platform.list()).toEqual([]);
        await platform.ensure(under.spec(name), 0);
        await expect(platform.remove(name, () => false)).rejects.toThrow(NoLongerWantedError);
        expect(await platform.list()).toHaveLength(1);
      });

      it('from the second call on', async () => {
        await start();
        let calls = 0;
        const once = (): boolean => (calls += 1) === 1;
        await expect(platform.ensure(under.spec(name), 1, once)).rejects.toThrow(NoLongerWantedError);
        expect(await platform.list()).toEqual([]);
      });
    });

    describe('removes', () => {
      it('a function with its instances; whoever calls it then hears that it is gone', async () => {
        await start();
        await platform.ensure(under.spec(name), 1);
        await platform.remove(name);
        expect(await platform.list()).toEqual([]);
        const result = await under.invokerWith({}).invoke(name, batch(), longMs);
        expect(result).toMatchObject({ kind: 'unavailable', gone: true, code: expect.stringContaining('NotFound') });
      });

      it('nothing where there is nothing, and nothing of others', async () => {
        await start();
        const others = under.platformOf('other-');
        await others.ensure(under.spec('other-m'), 0);
        await platform.remove(name);
        await expect(platform.remove('other-m')).rejects.toThrow('not of this deployment');
        expect(await platform.list()).toEqual([]);
        expect(await others.list()).toEqual([{ name: 'other-m', state: 'ready' }]);
      });
    });

    describe('of two deployments with names alike', () => {
      const ours = [{ name, state: 'ready' }];

      it('lists to each its own, and lets neither take nor remove those of the other', async () => {
        await start();
        const other = under.platformOf(prefix, 'another-deployment');
        await platform.ensure(under.spec(name), 1);
        expect(await other.list()).toEqual([]);
        await expect(other.ensure(under.spec(name), 0)).rejects.toEqual(refusal('conflict'));
        await expect(other.remove(name)).rejects.toEqual(refusal('conflict'));
        expect(await platform.list()).toEqual(ours);
        expect(await under.warmInstances(name)).toBe(1);
      });

      it('keeps away from what somebody else made under such a name', async () => {
        await start();
        await under.makeForeign(name);
        expect(await platform.list()).toEqual([]);
        await expect(platform.ensure(under.spec(name), 0)).rejects.toEqual(refusal('conflict'));
        await expect(platform.remove(name)).rejects.toEqual(refusal('conflict'));
      });

      it('claims what was made before functions said whose they are', async () => {
        await start();
        await platform.ensure(under.spec(name), 1);
        await under.disown(name);
        expect(await platform.list()).toEqual([{ ...ours[0], unclaimed: true }]);
        await platform.ensure(under.spec(name), 1);
        expect(await platform.list()).toEqual(ours);
        expect(await under.platformOf(prefix, 'another-deployment').list()).toEqual([]);
      });

      it('removes it, too, where nothing claims it', async () => {
        await start();
        await platform.ensure(under.spec(name), 0);
        await under.disown(name);
        await platform.remove(name);
        expect(await platform.list()).toEqual([]);
      });
    });

    describe('says how a function that is there differs', () => {
      it('from one that is wanted: not at all, in its image, or in that there is none', async () => {
        await start();
        const spec = under.spec(name);
        expect(await platform.differences(spec)).toEqual(['it is not there']);
        await platform.ensure(spec, 0);
        expect(await platform.differences(spec)).toEqual([]);
        const [other, ...more] = await platform.differences({ ...spec, image: 'registry.example/another:1' });
        expect(other).toMatch(/image.* is .*, not .*registry.example\/another:1/i);
        expect(more).toEqual([]);
      });

      it('in whose it is, and never by a secret', async () => {
        await start();
        const spec = { ...under.spec(name), env: { ...under.spec(name).env, DB_PASSWORD: 'sesame' } };
        await platform.ensure(spec, 0);
        const changed = { ...spec, env: { ...spec.env, DB_PASSWORD: 'open' } };
        expect(await platform.differences(changed)).toEqual([]);
        const ofOther = await under.platformOf(prefix, 'another-deployment').differences(spec);
        expect(ofOther).toEqual([expect.stringContaining('tag harmonybatch-deployment: another-deployment')]);
      });
    });

    describe('an invocation', () => {
      const invoked = async (limits: InvokerLimits = {}): Promise<FunctionInvoker> => {
        await platform.ensure(under.spec(name), 1);
        return under.invokerWith(limits);
      };

      it('of what was never there is gone', async () => {
        await start();
        const result = await under.invokerWith({}).invoke(name, batch(), longMs);
        expect(result).toMatchObject({ kind: 'unavailable', gone: true });
      });

      it('that crashes the container is an error of the function, and the next one is answered', async () => {
        await start();
        const invoker = await invoked();
        expect(kindOf(await invoker.invoke(name, batch({ crash: true }), longMs))).toBe('function_error');
        expect(kindOf(await invoker.invoke(name, batch(), longMs))).toBe('answered');
      });

      it('that takes too long is a timeout', async () => {
        await start();
        expect(kindOf(await (await invoked()).invoke(name, batch({ delayMs: 400 }), 100))).toBe('timeout');
      });

      it('beyond what the account has room for is refused, and may be sent again', async () => {
        await start({ maxInstances: 1 });
        const invoker = await invoked();
        const results = await Promise.all([1, 2, 3].map(() => invoker.invoke(name, slow, longMs)));
        expect(results.map(kindOf)).toContain('answered');
        expect(results).toContainEqual(expect.objectContaining({ kind: 'unavailable', retryable: true }));
      });

      const itWaits = withoutQueue ? it.skip : it;
      itWaits('beyond its own limit waits for another to end', async () => {
        await start();
        const waiting = await invoked({ maxConcurrent: 1, maxWaiting: 1 });
        const results = await Promise.all([1, 2, 3].map(() => waiting.invoke(name, batch({ delayMs: 100 }), longMs)));
        expect(results.map(kindOf).sort()).toEqual(['answered', 'answered', 'unavailable']);
        expect(results).toContainEqual(expect.objectContaining({ code: 'ConcurrencyLimit', retryable: true }));
      });

      it('beyond its own limit is not sent where it may not wait', async () => {
        await start();
        await invoked();
        const alone = under.invokerWith({ maxConcurrent: 1, maxWaiting: 0 });
        const first = alone.invoke(name, batch({ delayMs: 50 }), longMs);
        await turn();
        expect(await alone.invoke(name, batch(), longMs)).toMatchObject({ code: 'ConcurrencyLimit' });
        expect(kindOf(await first)).toBe('answered');
      });

      it('reads no more of an answer than is wanted, and says so', async () => {
        await start();
        const cut = await (await invoked()).invoke(name, batch(), longMs, { maxBytes: 8 });
        expect(cut).toMatchObject({ kind: 'answered', body: '{"items"', cutAtBytes: 8 });
        const limited = await under.invokerWith({ maxAnswerBytes: 8 }).invoke(name, batch(), longMs);
        expect(limited).toMatchObject({ kind: 'function_error', message: 'the answer is larger than 8 bytes' });
      });

      it('without time is not sent, and one without end is a mistake', async () => {
        await start();
        const invoker = under.invokerWith({});
        expect(await invoker.invoke(name, batch(), 0)).toMatchObject({ kind: 'unavailable', code: 'NoTimeLeft' });
        await expect(invoker.invoke(name, batch(), Number.NaN)).rejects.toThrow(RangeError);
      });
    });
  });
}

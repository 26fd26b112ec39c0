import { ContainerFault, type StartContainer } from '../src/containers/container';
import { InstancePool, type Place } from '../src/instances/instance-pool';
import { InstanceQuota } from '../src/instances/instance-quota';
import { ManualTimers } from './support/manual-timers';

const neverRun = (): never => {
  throw new Error('nothing is run here');
};

function poolOf(options: { concurrency?: number; maxInstances?: number; billedIdleMs?: number } = {}) {
  const timers = new ManualTimers();
  const quota = new InstanceQuota(options.maxInstances ?? 10);
  /** Ends the container of each instance, in the order of their start. */
  const breakDown: ((reason: string) => void)[] = [];
  const startContainer: StartContainer = (_, { ready, ended }) => {
    const stop = timers.after(100, () => ready(0.08));
    breakDown.push((reason) => {
      stop();
      ended(new ContainerFault('CAExited', reason));
    });
    return { coldStartMs: 100, run: neverRun, stop, log: () => [] };
  };
  const lost: string[] = [];
  let next = 0;
  const idle = { seconds: 0 };
  const initialised: number[] = [];
  const pool = new InstancePool(
    {
      instanceConcurrency: options.concurrency ?? 1,
      idleReleaseMs: 1000,
      startContainer,
      newInstanceId: () => `i${next++}`,
      billedIdleMs: options.billedIdleMs ?? 500,
      onIdle: (seconds) => (idle.seconds += seconds),
      onInitialised: (seconds) => initialised.push(seconds),
      onEnded: ({ id }, { message }) => lost.push(`${id}: ${message}`),
    },
    quota,
    timers,
  );
  const idleSeconds = (): number => {
    pool.countIdle();
    return idle.seconds;
  };
  return { pool, timers, quota, idleSeconds, breakDown, lost, initialised };
}

function placeOn(pool: InstancePool): Place {
  const place = pool.acquire();
  if (typeof place === 'string') throw new Error(place);
  return place;
}

describe('instance pool', () => {
  it('starts cold, then serves warm on the same instance', async () => {
    const { pool, timers } = poolOf();
    const first = placeOn(pool);
    expect(first.instance.state).toBe('starting');
    timers.advance(99);
    expect(first.instance.state).toBe('starting');
    timers.advance(1);
    await first.instance.ready;
    expect(first.instance.state).toBe('ready');
    first.release();
    const second = placeOn(pool);
    expect(second.instance).toBe(first.instance);
    expect(pool.all()).toHaveLength(1);
  });

  it('starts another instance for what runs at the same time, up to the concurrency of each', () => {
    const { pool } = poolOf({ concurrency: 2 });
    const ids = [placeOn(pool), placeOn(pool), placeOn(pool)].map(({ instance }) => instance.id);
    expect(ids).toEqual(['i0', 'i0', 'i1']);
    expect(pool.inFlight).toBe(3);
  });

  it('prefers a warm instance to a starting one, and of the warm the one used last', () => {
    const { pool, timers } = poolOf();
    const [a, b] = [placeOn(pool), placeOn(pool)];
    timers.advance(100);
    a.release();
    timers.advance(1);
    b.release();
    pool.scale(3, true);
    expect(placeOn(pool).instance).toBe(b.instance);
    expect(placeOn(pool).instance).toBe(a.instance);
    expect(placeOn(pool).instance.state).toBe('starting');
  });

  it('uses a starting minimal instance before it starts one more', () => {
    const { pool, timers } = poolOf();
    pool.scale(1, true);
    timers.advance(50);
    expect(placeOn(pool).instance.readyAtMs).toBe(100);
    expect(pool.all()).toHaveLength(1);
  });

  it('refuses where the account has no instance left, and says so', () => {
    const { pool } = poolOf({ maxInstances: 1 });
    placeOn(pool);
    expect(pool.acquire()).toMatch(/all 1 instances of the account/);
  });

  it('refuses beyond the minimal instances where on-demand scaling is off', () => {
    const { pool } = poolOf();
    pool.scale(1, false);
    placeOn(pool);
    expect(pool.acquire()).toMatch(/on-demand scaling is off/);
  });

  it('releases idle instances, but not those that serve or that the minimum needs', () => {
    const { pool, timers, quota } = poolOf();
    const places = [placeOn(pool), placeOn(pool), placeOn(pool)];
    pool.scale(1, true);
    timers.advance(100);
    places[0]?.release();
    places[1]?.release();
    timers.advance(999);
    pool.sweep();
    expect(pool.all()).toHaveLength(3);
    timers.advance(1);
    pool.sweep();
    expect(pool.all().map(({ id }) => id)).toEqual(['i2']);
    expect(quota.left).toBe(9);
    places[2]?.release();
    timers.advance(5000);
    pool.sweep();
    expect(pool.all().map(({ id }) => id)).toEqual(['i2']);
  });

  it('releases what a lowered minimum no longer needs', () => {
    const { pool, timers } = poolOf();
    pool.scale(2, true);
    timers.advance(2000);
    pool.scale(0, true);
    pool.sweep();
    expect(pool.all()).toHaveLength(0);
  });

  it('starts missing minimal instances as soon as the account has room again', () => {
    const { pool, quota } = poolOf({ maxInstances: 2 });
    quota.take();
    pool.scale(2, true);
    expect(pool.all()).toHaveLength(1);
    quota.give();
    pool.sweep();
    expect(pool.all()).toHaveLength(2);
  });

  it('ends idle instances at once when it retires and busy ones after their last invocation', async () => {
    const { pool, timers, quota } = poolOf();
    pool.scale(2, true);
    const busy = placeOn(pool);
    pool.retire();
    expect(pool.all()).toEqual([busy.instance]);
    timers.advance(100);
    await busy.instance.ready;
    busy.release();
    expect(pool.all()).toHaveLength(0);
    expect(quota.left).toBe(10);
  });
});

describe('containers that end without having been told to', () => {
  it('give their place back, and whoever waits for them learns why', async () => {
    const { pool, quota, breakDown, lost } = poolOf();
    const place = placeOn(pool);
    breakDown[0]?.('no weights');
    await expect(place.instance.ready).rejects.toThrow('no weights');
    expect([pool.all().length, quota.left, pool.startFault, lost]).toEqual([0, 10, 'no weights', ['i0: no weights']]);
    pool.retire();
    place.release();
    expect(quota.left).toBe(10);
  });

  it('are started again for the minimum, after pauses that double', () => {
    const { pool, timers, breakDown } = poolOf();
    pool.scale(1, true);
    const startedAfter = (ms: number): boolean => {
      breakDown.at(-1)?.('no weights');
      timers.advance(ms - 1);
      pool.sweep();
      const early = pool.all().length;
      timers.advance(1);
      pool.sweep();
      return early === 0 && pool.all().length === 1;
    };
    expect([startedAfter(1000), startedAfter(2000), startedAfter(4000)]).toEqual([true, true, true]);
    timers.advance(100);
    expect([pool.startFault, pool.readyCount]).toEqual([undefined, 1]);
  });

  it('are replaced at once where they served before', () => {
    const { pool, timers, breakDown } = poolOf();
    pool.scale(1, true);
    timers.advance(100);
    breakDown[0]?.('a crash');
    expect([pool.readyCount, pool.startFault]).toEqual([0, undefined]);
    pool.sweep();
    expect(pool.all().map(({ id }) => id)).toEqual(['i1']);
  });
});

describe('idle time that is billed', () => {
  it('is all of it, of as many instances as are to be kept', () => {
    const { pool, timers, idleSeconds } = poolOf();
    pool.scale(2, true);
    timers.advance(100);
    timers.advance(3000);
    expect(idleSeconds()).toBeCloseTo(6, 9);
    const place = placeOn(pool);
    timers.advance(1000);
    place.release();
    timers.advance(1000);
    expect(idleSeconds()).toBeCloseTo(6 + 1 + 2, 9);
  });

  it('ends a while after the last invocation of an instance that is not to be kept', () => {
    const { pool, timers, idleSeconds } = poolOf();
    const place = placeOn(pool);
    timers.advance(300);
    place.release();
    timers.advance(400);
    expect(idleSeconds()).toBeCloseTo(0.4, 9);
    timers.advance(400);
    expect(idleSeconds()).toBeCloseTo(0.5, 9);
    pool.sweep();
    expect(pool.all()).toHaveLength(1);
  });

  it('is none while an instance starts or serves', () => {
    const { pool, timers, idleSeconds } = poolOf();
    pool.scale(1, true);
    timers.advance(99);
    expect(idleSeconds()).toBe(0);
    const place = placeOn(pool);
    timers.advance(5000);
    expect(idleSeconds()).toBe(0);
    place.release();
    timers.advance(250);
    expect(idleSeconds()).toBeCloseTo(0.25, 9);
  });

  it('goes on to the end of the function', () => {
    const { pool, timers, idleSeconds } = poolOf({ billedIdleMs: Infinity });
    pool.scale(1, true);
    timers.advance(2100);
    pool.retire();
    timers.advance(5000);
    expect(idleSeconds()).toBeCloseTo(2, 9);
  });
});

it('tells of every initialisation, of instances that are kept and of those that start for an invocation', () => {
  const { pool, timers, initialised } = poolOf();
  pool.scale(1, true);
  timers.advance(100);
  pool.acquire();
  pool.acquire();
  timers.advance(100);
  expect(initialised).toEqual([0.08, 0.08]);
});

import type { Meeting } from '../../src/presence/conversation';
import { PeerWatch, retryAfterMs } from '../../src/presence/peer-watch';
import type { PresenceAddress } from '../../src/presence/presence-address';

const stack = 'a'.repeat(32);
const address: PresenceAddress = { host: '10.0.0.1', port: 1, instance: '0'.repeat(36), stack };
const met = (end: 'goodbye' | 'lost'): Meeting => ({ end: Promise.resolve(end), close: () => undefined });

/** Watches a peer of which one meeting after the other brings these; @returns whether it was found dead, and how many were held. */
async function watched(
  ownStack: string | undefined,
  ...meetings: Meeting[]
): Promise<{ deaths: number; held: number }> {
  let [deaths, held] = [0, 0];
  const watch: PeerWatch = new PeerWatch(
    address,
    ownStack,
    () => (deaths += 1),
    () => {
      const next = meetings[held];
      if (next === undefined) watch.stop();
      else held += 1;
      return Promise.resolve(next ?? 'unclear');
    },
  );
  await watch.run();
  return { deaths, held };
}

describe('a peer that is watched', () => {
  it('is dead where it was met and is gone', async () => {
    expect(await watched(undefined, met('lost'), 'gone')).toEqual({ deaths: 1, held: 2 });
  });

  it('is not dead because its connection was lost: it is met again', async () => {
    expect(await watched(undefined, met('lost'), met('lost'), met('goodbye'))).toEqual({ deaths: 0, held: 3 });
  });

  it('is not dead while nothing proves it, and is once something does', async () => {
    expect(await watched(undefined, met('lost'), 'unclear')).toEqual({ deaths: 0, held: 2 });
    expect(await watched(undefined, met('lost'), 'unclear', 'gone')).toEqual({ deaths: 1, held: 3 });
  });

  it('is not dead where it was never met, for its address may lead elsewhere from here', async () => {
    expect(await watched(undefined, 'gone', 'gone')).toEqual({ deaths: 0, held: 2 });
    expect(await watched('b'.repeat(32), 'gone', 'gone')).toEqual({ deaths: 0, held: 2 });
  });

  it('is dead where it was never met, but its address is of this network stack', async () => {
    expect(await watched(stack, 'gone')).toEqual({ deaths: 1, held: 1 });
  });

  it('is left alone once it has said goodbye', async () => {
    expect(await watched(stack, met('goodbye'), 'gone')).toEqual({ deaths: 0, held: 1 });
  });

  it('is let go of when the watch stops', async () => {
    let letGo: (end: 'lost') => void = () => undefined;
    const end = new Promise<'lost'>((resolve) => (letGo = resolve));
    let deaths = 0;
    const watch: PeerWatch = new PeerWatch(
      address,
      stack,
      () => (deaths += 1),
      () => {
        setImmediate(() => watch.stop());
        return Promise.resolve({ end, close: () => letGo('lost') });
      },
    );
    await watch.run();
    expect(deaths).toBe(0);
  });

  it('is tried again at once, and then ever more seldom', () => {
    expect([0, 1, 2, 3, 6, 7, 1000].map(retryAfterMs)).toEqual([0, 50, 100, 200, 1600, 2000, 2000]);
  });
});

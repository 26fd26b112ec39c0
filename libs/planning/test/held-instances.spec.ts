import { catalogues, latencyOf, priceBooks, pricePerSecond, shippedProfiles } from '@harmonybatch/model';
import { idleSecondsPerSecond, plan, type PlannedGroup } from '@harmonybatch/planning';
import { SeededRandomness } from '@harmonybatch/traffic';

const batches = 60_000;

/**
 * Idle seconds in a second of instances that are there, counted one by one: batches take what ran last, or start another,
 * and each goes when it ran nothing for `holdSeconds`.
 * @param gapAndDuration of the next batch, seconds.
 */
function countedIdle(gapAndDuration: () => readonly [number, number], holdSeconds: number): number {
  /** When each instance that is idle became so, the one that ran last at the end; and when each busy one ends. */
  const idleSince: number[] = [];
  let endings: number[] = [];
  let now = 0;
  let idle = 0;
  for (let batch = 0; batch < batches; batch += 1) {
    const [gap, duration] = gapAndDuration();
    now += gap;
    for (const end of endings.filter((one) => one <= now).sort((one, other) => one - other)) idleSince.push(end);
    endings = endings.filter((end) => end > now);
    while (idleSince.length > 0 && now - idleSince[0]! > holdSeconds) {
      idleSince.shift();
      idle += holdSeconds;
    }
    const free = idleSince.pop();
    if (free !== undefined) idle += now - free;
    endings.push(now + duration);
  }
  return idle / now;
}

const exponential = (rateHz: number, random: SeededRandomness): number => -Math.log(1 - random.uniform()) / rateHz;

const durations = {
  'equal durations': () => () => 0.3,
  'exponential durations': (random: SeededRandomness) => () => exponential(1 / 0.3, random),
};

describe.each(Object.entries(durations))('what is held, by counting it, with %s', (_, durationsOf) => {
  it.each([0.02, 0.2, 1, 7, 50])('on demand at %d batches a second', (rateHz) => {
    const random = new SeededRandomness(61);
    const durationOf = durationsOf(random);
    const counted = countedIdle(() => [exponential(rateHz, random), durationOf()], 60);
    expect(idleSecondsPerSecond('on-demand', rateHz, 0.3, 60) / counted).toBeCloseTo(1, 1);
  });
});

/** Batches of a group, request by request: they leave when they are full or at the earliest deadline. */
function batchesOf({ apps, batchSize, function: shape, latencyMs }: PlannedGroup, random: SeededRandomness) {
  const rateHz = apps.reduce((sum, app) => sum + app.rateHz, 0);
  const latencies = Array.from({ length: batchSize }, (_, index) =>
    latencyOf(shippedProfiles['gpt2']!, shape, index + 1),
  );
  const variation = (latencyMs.max / latencyMs.avg - 1) / 2.33;
  const waitOfNext = (): number => {
    let left = random.uniform() * rateHz;
    return (apps.find((app) => (left -= app.rateHz) < 0) ?? apps[0]!).timeoutMs / 1000;
  };
  return (): [number, number] => {
    const opened = exponential(rateHz, random);
    let [size, deadline, last] = [1, opened + waitOfNext(), opened];
    for (let next = last + exponential(rateHz, random); size < batchSize && next < deadline;) {
      [size, last, deadline] = [size + 1, next, Math.min(deadline, next + waitOfNext())];
      next += exponential(rateHz, random);
    }
    return [size === batchSize ? last : deadline, latencies[size - 1]!.avgSeconds * (1 + variation * random.normal())];
  };
}

/** Of GPT-2 batches of two to four are planned, which run for longer than they wait. */
it.each([
  [[[1_900, 12]]],
  [[[1_870, 3.5]]],
  [
    [
      [2_000, 0.4],
      [2_300, 6],
    ],
  ],
])('batches of several, which come evenly, hold as much on demand as by counting: %j', (wishes) => {
  const prices = priceBooks['alibaba-current-cny']!;
  const result = plan({
    ...{
      strategy: 'mbs',
      model: 'gpt2',
      profile: shippedProfiles['gpt2']!,
      prices,
      holding: 'on-demand',
      overheadMs: 0,
    },
    catalogue: catalogues['alibaba-current']!,
    apps: wishes.map(([sloMs, rateHz]) => ({ name: `app${sloMs}`, sloMs: sloMs!, rateHz: rateHz! })),
  });
  if (result.kind !== 'planned') throw new Error(JSON.stringify(result));
  const { groups, expected } = result.plan;
  const [group] = groups;
  expect([groups.length, group!.batchSize > 1]).toEqual([1, true]);
  const idlePrice = pricePerSecond(prices, group!.function, 'idle');
  const counted = countedIdle(batchesOf(group!, new SeededRandomness(61)), 60);
  expect(Math.abs(expected.idlePerSecond / idlePrice / counted - 1)).toBeLessThan(0.05);
});

import { SeededRandom } from '@harmonybatch/model';
import { idleSecondsPerSecond } from '@harmonybatch/planning';

const batches = 60_000;

/**
 * Idle seconds in a second of instances that are there, counted one by one: Poisson batches take what ran last, or start
 * another, and each goes when it ran nothing for `holdSeconds`.
 */
function countedIdle(rateHz: number, durationOf: () => number, holdSeconds: number, random: SeededRandom): number {
  /** When each instance that is idle became so, the one that ran last at the end; and when each busy one ends. */
  const idleSince: number[] = [];
  let endings: number[] = [];
  let now = 0;
  let idle = 0;
  for (let batch = 0; batch < batches; batch += 1) {
    now -= Math.log(1 - random.next()) / rateHz;
    for (const end of endings.filter((one) => one <= now).sort((one, other) => one - other)) idleSince.push(end);
    endings = endings.filter((end) => end > now);
    while (idleSince.length > 0 && now - idleSince[0]! > holdSeconds) {
      idleSince.shift();
      idle += holdSeconds;
    }
    const free = idleSince.pop();
    if (free !== undefined) idle += now - free;
    endings.push(now + durationOf());
  }
  return idle / now;
}

const durations = {
  'equal durations': () => () => 0.3,
  'exponential durations': (random: SeededRandom) => () => -0.3 * Math.log(1 - random.next()),
};

describe.each(Object.entries(durations))('what is held, by counting it, with %s', (_, durationsOf) => {
  it.each([0.02, 0.2, 1, 7, 50])('on demand at %d batches a second', (rateHz) => {
    const random = new SeededRandom(61);
    const counted = countedIdle(rateHz, durationsOf(random), 60, random);
    expect(idleSecondsPerSecond('on-demand', rateHz, 0.3, 60) / counted).toBeCloseTo(1, 1);
  });
});

import { Registry } from 'prom-client';
import { anyValue, counter } from '@harmonybatch/telemetry';
import { maxSeries } from '../src/observability/bounded-labels';
import { Meters } from '../src/observability/meters';

const hourMs = 3_600_000;
const left = counter('left_total', { help: 'What left.', unit: 'batches', labels: { group: anyValue } });

function counting() {
  const clock = { nowMs: 0 };
  const registry = new Registry();
  const meters = new Meters(
    registry,
    () => undefined,
    () => clock.nowMs,
  );
  const count = (group: string): void => meters.count(left, { group }, 1);
  const countAll = (name: string, groups: number): void => {
    for (let index = 0; index < groups; index += 1) count(`${name}-${index}`);
  };
  const sums = async (): Promise<Record<string, number>> =>
    Object.fromEntries(
      [...(await registry.metrics()).matchAll(/^harmonybatch_left_total\{group="([^"]+)"\} (\d+)$/gm)].map(
        ([, group, sum]) => [group!, Number(sum)],
      ),
    );
  const series = async (): Promise<string[]> => Object.keys(await sums());
  return { clock, count, countAll, series, sums };
}

it('forgets what was not counted for an hour where something else needs its place', async () => {
  const { clock, count, countAll, series } = counting();
  countAll('old', maxSeries - 1);
  count('steady');
  clock.nowMs = hourMs - 1;
  count('steady');
  count('too-early');
  expect(await series()).toHaveLength(maxSeries + 1);
  expect(await series()).toContain('other');
  clock.nowMs = hourMs + 60_000;
  countAll('new', 10);
  expect(new Set(await series())).toEqual(
    new Set(['steady', 'other', ...Array.from({ length: 10 }, (_, index) => `new-${index}`)]),
  );
});

it('forgets nothing as long as there is room', async () => {
  const { clock, count, series } = counting();
  count('once');
  clock.nowMs = 100 * hourMs;
  count('again');
  expect(await series()).toEqual(['once', 'again']);
});

it('tells each count once, however often it is read', async () => {
  const { count, countAll, sums } = counting();
  count('once');
  expect(await sums()).toEqual({ once: 1 });
  expect(await sums()).toEqual({ once: 1 });
  count('once');
  count('once');
  countAll('many', maxSeries - 1);
  count('too-many');
  expect(await sums()).toMatchObject({ once: 3, 'many-0': 1, other: 1 });
  count('one-more');
  expect(await sums()).toMatchObject({ once: 3, 'many-0': 1, other: 2 });
});

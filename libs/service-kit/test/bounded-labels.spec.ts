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
  const series = async (): Promise<string[]> =>
    [...(await registry.metrics()).matchAll(/^harmonybatch_left_total\{group="([^"]+)"\}/gm)].map(
      ([, group]) => group!,
    );
  return { clock, count, countAll, series };
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

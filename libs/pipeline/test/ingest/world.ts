import { AppRegistry, ingestDefaults, ModelRegistry, PlanBoard, type IngestOptions } from '@harmonybatch/pipeline';
import { topics } from '@harmonybatch/contracts';
import { inbound, startMs } from '../fakes/records';

export const config: IngestOptions = ingestDefaults;
export const nowMs = startMs + 5;

const app = (name: string, sloMs: number, more: object = {}) =>
  inbound({ topic: topics.appRegistered.name, key: name, value: { name, model: 'vgg19', sloMs, ...more } });

const plan = {
  model: 'vgg19',
  modelVersion: '1',
  strategy: 'harmony',
  prices: 'prototype-2023-cny',
  catalogue: 'alibaba-2023',
  currency: 'CNY',
  reason: 'first',
  plannedAtMs: startMs,
  planningMs: 1,
  overheadMs: 60,
  costPerRequest: 0,
  costPerSecond: 0,
  groups: [],
  unservable: [{ name: 'hopeless', sloMs: 5, tightestSloMs: 212, message: 'app "hopeless" asks for 5 ms' }],
};

const model = {
  name: 'vgg19',
  version: '1',
  image: 'registry/vgg19:1',
  port: 9000,
  maxItemBytes: 100_000,
  profile: { cpu: cpuProfile() },
};

function cpuProfile() {
  const curve = { alphaSeconds: 1, betaVcpu: 1, gammaSeconds: 0.1 };
  return { memoryMb: { slopeMbPerRequest: 1, baseMb: 300 }, avg: [curve], max: [curve] };
}

/** The apps `photos` (500 ms), `night` (serves late) and `hopeless` (unservable), without a model's own limits. */
export function makeView() {
  const apps = new AppRegistry();
  const board = new PlanBoard();
  const faults = [
    apps.apply(app('photos', 500)),
    apps.apply(app('night', 60_000, { whenLate: 'serve' })),
    apps.apply(app('hopeless', 5)),
    board.apply(inbound({ topic: topics.planPublished.name, key: 'vgg19', value: plan })),
  ];
  if (faults.some((fault) => fault !== null)) throw new Error(faults.join('; '));
  return { apps, board };
}

/** As `makeView`, with a model that takes items of up to 100,000 bytes. */
export function makeViewWithModel() {
  const models = new ModelRegistry();
  const fault = models.apply(inbound({ topic: topics.modelProfiled.name, key: 'vgg19', value: model }));
  if (fault !== null) throw new Error(fault);
  return { ...makeView(), models };
}

import { topics, type AppRegistered, type ModelProfiled } from '@harmonybatch/contracts';
import { shippedProfiles } from '@harmonybatch/model';

/** Its batches hold 32 requests and take half a second: hundreds of requests a second cost the emulator little. */
const modelName = 'bert';
/** SLOs of the apps, ms; each has an equal part of the rate. */
const slosMs = [1_000, 1_500, 2_000, 2_500, 3_000, 4_000] as const;
/** By how much an app's SLO grows where a fault changes it, ms. */
const changedByMs = 200;

export const model: ModelProfiled = {
  name: modelName,
  version: '1',
  image: 'registry.example/bert:1',
  port: 9000,
  profile: JSON.parse(JSON.stringify(shippedProfiles[modelName])) as ModelProfiled['profile'],
};

/** The apps at a total rate, req/s. */
export const appsAt = (rateHz: number): AppRegistered[] =>
  slosMs.map((sloMs) => ({
    name: `app-${sloMs}ms`,
    model: modelName,
    sloMs,
    expectedRateHz: rateHz / slosMs.length,
  }));

/** The app with an SLO that differs from its first one. */
export const withOtherSlo = (app: AppRegistered): AppRegistered => ({ ...app, sloMs: app.sloMs + changedByMs });

export const registration = (app: AppRegistered) => ({
  topic: topics.appRegistered.name,
  key: app.name,
  value: JSON.stringify(app),
});

import {
  recordOf,
  tombstoneOf,
  topics,
  type AppRegistered,
  type ModelProfiled,
  type Tombstone,
  type TopicRecord,
} from '@harmonybatch/contracts';
import { shippedProfiles } from '@harmonybatch/model';

/** An app of the traffic and the part of all requests that it sends. */
export interface ChaosApp {
  readonly registered: AppRegistered;
  readonly share: number;
  /** Its requests may wait so long that faults pass meanwhile: they are to be in time whatever happens. */
  readonly patient: boolean;
}

/** Batches of it hold 32 requests and take half a second: hundreds of requests a second cost the emulator little. */
const mainModel = 'bert';
const neighbourModel = 'gpt2';
const patientModel = 'vgg19';
/** The model of the thousand apps that come and go; nothing is ever asked of it. */
const crowdedModel = 'videomae';
const crowdSize = 1_000;
/** SLOs of the apps of the main model, ms; each has an equal part of the rate. */
const mainSlosMs = [1_000, 1_500, 2_000, 2_500, 3_000, 4_000] as const;
const neighbourSlosMs = [3_000, 4_000] as const;
const neighbourShare = 0.02;
/** Requests of the patient app, req/s: so few that they wait for their deadline instead of for a full batch. */
const patientRateHz = 0.3;
/** By how much an app's SLO grows where a fault changes it, ms. */
const changedByMs = 200;

const profiled = (name: string): ModelProfiled => ({
  name,
  version: '1',
  image: `registry.example/${name}:1`,
  port: 9000,
  profile: JSON.parse(JSON.stringify(shippedProfiles[name])) as ModelProfiled['profile'],
});

export const mainModelName = mainModel;
export const models: readonly ModelProfiled[] = [mainModel, neighbourModel, patientModel, crowdedModel].map(profiled);

/**
 * The apps at a total rate, req/s: most of it of one model, a little of another, and an app that waits for very long.
 * @param patientSloMs SLO of the latter, ms
 */
export function appsAt(rateHz: number, patientSloMs: number): ChaosApp[] {
  const patientShare = Math.min(0.01, patientRateHz / rateHz);
  const app = (model: string, sloMs: number, share: number, patient = false): ChaosApp => {
    const name = `${patient ? 'patient' : model === mainModel ? 'app' : model}-${sloMs}ms`;
    return { registered: { name, model, sloMs, expectedRateHz: rateHz * share }, share, patient };
  };
  const mainShare = 1 - neighbourShare - patientShare;
  return [
    ...mainSlosMs.map((sloMs) => app(mainModel, sloMs, mainShare / mainSlosMs.length)),
    ...neighbourSlosMs.map((sloMs) => app(neighbourModel, sloMs, neighbourShare / neighbourSlosMs.length)),
    app(patientModel, patientSloMs, patientShare, true),
  ];
}

/** Very many apps of a model of their own. */
export const crowd: readonly AppRegistered[] = Array.from({ length: crowdSize }, (_, index) => ({
  name: `crowd-${index}`,
  model: crowdedModel,
  sloMs: 5_000 + 5 * index,
  expectedRateHz: 0.01,
}));

/** An app whose model nobody has profiled: it never gets a plan. */
export const unplannedApp: AppRegistered = { name: 'unplanned', model: 'unheard-of', sloMs: 3_000 };

/** The app with an SLO that differs from its first one. */
export const withOtherSlo = (app: AppRegistered): AppRegistered => ({ ...app, sloMs: app.sloMs + changedByMs });

/** A record of the control plane. */
export type ControlRecord = TopicRecord | Tombstone;

export const registration = (app: AppRegistered): ControlRecord => recordOf(topics.appRegistered, app);

export const deregistration = ({ name }: AppRegistered): ControlRecord => tombstoneOf(topics.appRegistered, name);

export const profile = (model: ModelProfiled): ControlRecord => recordOf(topics.modelProfiled, model);

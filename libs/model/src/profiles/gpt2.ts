import type { ModelProfile } from '../latency/model-profile';

/** Coefficients published with the HarmonyBatch prototype: Alibaba Cloud Function Compute, A10 card. */
export const gpt2: ModelProfile = {
  cpu: {
    memoryMb: { slopeMbPerRequest: 23.04, baseMb: 1246.72 },
    avg: [
      { alphaSeconds: 14.863729378660587, betaVcpu: 0.3851798704484038, gammaSeconds: 0.7082322518643239 },
      { alphaSeconds: 36.3689200605618, betaVcpu: 0.3300476238946864, gammaSeconds: 1.2181370403418714 },
      { alphaSeconds: 33.182636255738146, betaVcpu: 0.3606027240814251, gammaSeconds: 1.2359382181314134 },
      { alphaSeconds: 35.073526469556136, betaVcpu: 0.363350050137528, gammaSeconds: 1.4922820020055776 },
    ],
    max: [
      { alphaSeconds: 18.063650815710595, betaVcpu: 0.37659053129197884, gammaSeconds: 0.8689238295464519 },
      { alphaSeconds: 55.040051467601664, betaVcpu: 0.295547918622623, gammaSeconds: 1.5653112679185608 },
      { alphaSeconds: 46.90282445577863, betaVcpu: 0.32803102148157354, gammaSeconds: 1.5702049909285998 },
      { alphaSeconds: 48.328580564156276, betaVcpu: 0.33315035818904676, gammaSeconds: 1.8059211690707744 },
    ],
  },
  gpu: {
    card: 'A10',
    cardMemoryGb: 24,
    timeSliceSeconds: 0.002,
    xi1SecondsPerRequest: 0.00102143,
    xi2Seconds: 0.20069524,
    memoryMb: 1024,
    batchLimitByGb: [27],
    gpuShare: 1,
    cpuShare: 0,
  },
};

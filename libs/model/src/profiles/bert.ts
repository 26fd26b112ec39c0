import type { ModelProfile } from '../latency/model-profile';

/** Coefficients published with the HarmonyBatch prototype: Alibaba Cloud Function Compute, A10 card. */
export const bert: ModelProfile = {
  cpu: {
    memoryMb: { slopeMbPerRequest: 0, baseMb: 896 },
    avg: [
      { alphaSeconds: 1.9869051345157576, betaVcpu: 0.2982633370207349, gammaSeconds: 0.12364247010450166 },
      { alphaSeconds: 3.009837015087181, betaVcpu: 0.3567659063814798, gammaSeconds: 0.19203441457329043 },
      { alphaSeconds: 3.6708409748847983, betaVcpu: 0.39572041159887555, gammaSeconds: 0.25758713059002275 },
      { alphaSeconds: 4.55862319732959, betaVcpu: 0.4089752787180357, gammaSeconds: 0.32189882582289897 },
    ],
    max: [
      { alphaSeconds: 1.802730730530476, betaVcpu: 0.4420760677150916, gammaSeconds: 0.16941114958965106 },
      { alphaSeconds: 2.8639277413706847, betaVcpu: 0.46102509684556947, gammaSeconds: 0.26042381366432643 },
      { alphaSeconds: 3.6391792125824813, betaVcpu: 0.48897353128263027, gammaSeconds: 0.3385845780035127 },
      { alphaSeconds: 5.094011254145101, betaVcpu: 0.44795711601112814, gammaSeconds: 0.4222021387459914 },
    ],
  },
  gpu: {
    card: 'A10',
    cardMemoryGb: 24,
    timeSliceSeconds: 0.002,
    xi1SecondsPerRequest: 0.0010292705272600062,
    xi2Seconds: 0.0015764113037945399,
    memoryMb: 512,
    batchLimitByGb: [],
    gpuShare: 0.43,
    cpuShare: 0.57,
  },
};

import type { ModelProfile } from '../latency/model-profile';

/** Coefficients published with the HarmonyBatch prototype: Alibaba Cloud Function Compute, A10 card. */
export const videomae: ModelProfile = {
  cpu: {
    memoryMb: { slopeMbPerRequest: 1505.28, baseMb: 1945.6 },
    avg: [
      { alphaSeconds: 4.710653956393892, betaVcpu: 2.4335311937288204, gammaSeconds: 0.8123285935197663 },
      { alphaSeconds: 7.999598444120621, betaVcpu: 2.61689532968482, gammaSeconds: 1.592392690556512 },
      { alphaSeconds: 10.205520303734046, betaVcpu: 2.9911803310642093, gammaSeconds: 2.073114072198299 },
      { alphaSeconds: 14.698783006708515, betaVcpu: 2.9318437731416527, gammaSeconds: 2.6063738963319936 },
    ],
    max: [
      { alphaSeconds: 5.677672101837821, betaVcpu: 2.113375994350193, gammaSeconds: 1.0977522574095109 },
      { alphaSeconds: 5.849101720887206, betaVcpu: 3.3266270638436835, gammaSeconds: 2.013759795624739 },
      { alphaSeconds: 8.149015985138195, betaVcpu: 3.6343714099663798, gammaSeconds: 2.576157284101622 },
      { alphaSeconds: 21.00790451262769, betaVcpu: 2.1762147032193297, gammaSeconds: 3.5932999920750377 },
    ],
  },
  gpu: {
    card: 'A10',
    cardMemoryGb: 24,
    timeSliceSeconds: 0.002,
    xi1SecondsPerRequest: 0.03263382,
    xi2Seconds: -0.00045,
    memoryMb: 512,
    batchLimitByGb: [0, 4, 6, 12, 14],
    gpuShare: 1,
    cpuShare: 0,
  },
};

import type { ModelProfile } from '../latency/model-profile';

/** Coefficients published with the HarmonyBatch prototype: Alibaba Cloud Function Compute, A10 card. */
export const vgg19: ModelProfile = {
  cpu: {
    memoryMb: { slopeMbPerRequest: 36.57142857, baseMb: 807.6190476 },
    avg: [
      { alphaSeconds: 1.8260695578676214, betaVcpu: 0.5283726420022545, gammaSeconds: 0.18015427168547402 },
      { alphaSeconds: 4.849070286817897, betaVcpu: 0.4322505914521466, gammaSeconds: 0.3644750704985931 },
      { alphaSeconds: 6.525043654279533, betaVcpu: 0.45923392645406674, gammaSeconds: 0.533468087304086 },
      { alphaSeconds: 8.922555068657605, betaVcpu: 0.4484733129911248, gammaSeconds: 0.7569893954072374 },
    ],
    max: [
      { alphaSeconds: 2.8046821487917626, betaVcpu: 0.4861966854235096, gammaSeconds: 0.2486015254149421 },
      { alphaSeconds: 4.9219043468043475, betaVcpu: 0.48909337170637446, gammaSeconds: 0.3932803431571859 },
      { alphaSeconds: 6.9439000301849525, betaVcpu: 0.5051632662978255, gammaSeconds: 0.5695388754016029 },
      { alphaSeconds: 9.65159701751372, betaVcpu: 0.46592585483072324, gammaSeconds: 0.8287713748262584 },
    ],
  },
  gpu: {
    card: 'A10',
    cardMemoryGb: 24,
    timeSliceSeconds: 0.002,
    xi1SecondsPerRequest: 0.001679844365532822,
    xi2Seconds: 0.002113091944793135,
    memoryMb: 512,
    batchLimitByGb: [0],
    gpuShare: 1,
    cpuShare: 0,
  },
};

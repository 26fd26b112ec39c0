/** Function Compute releases an idle instance "usually" 3 to 5 minutes after its last request, and bills nothing for it. */
export const usualHoldSeconds = { cpu: 180, gpu: 180 } as const;

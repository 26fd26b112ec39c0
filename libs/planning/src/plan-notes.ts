import { isPriced, gpuShapes } from '@harmonybatch/model';
import type { Group } from './grouping/group';
import type { PlanRequest } from './plan-request';

/** What a reader of a plan should know about it, in whole sentences; usually nothing. */
export function planNotes(
  { profile, catalogue, prices, assumedCards = {} }: PlanRequest,
  groups: readonly Group[],
): string[] {
  const { gpu } = profile;
  if (gpu === undefined || catalogue.gpus.length === 0) return [];
  const shapes = gpuShapes(catalogue, gpu, assumedCards);
  if (shapes.length === 0) {
    const cards = catalogue.gpus.map(({ gpuType }) => gpuType).join(', ');
    return [
      `Only CPU functions were considered: the profile was measured on a card (${gpu.card}) that catalogue ${catalogue.name} does not have. To price it on one of ${cards} as if it were as fast, say so with --assume-card ${gpu.card}=<card>.`,
    ];
  }
  if (!shapes.some((shape) => isPriced(prices, shape))) {
    return [`Only CPU functions were considered: price book ${prices.name} has no price for ${gpu.card} cards.`];
  }
  const assumed = assumedCards[gpu.card];
  if (assumed === undefined || !groups.some(({ provision }) => provision.shape.gpuType === assumed)) return [];
  return [
    `An estimate: latencies measured on ${gpu.card} are assumed to hold on ${assumed}, whose maximum was not measured.`,
  ];
}

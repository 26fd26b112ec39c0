import { extrapolation, gpuKind, gpuShapes, isPriced, shapeFault, type FunctionShape } from '@harmonybatch/model';
import type { Group } from './grouping/group';
import type { SearchLimit } from './grouping/search-limit';
import type { PlanRequest } from './plan-request';

/** Of notes of one kind so many are shown; of the rest, how many there are. */
const maxReported = 3;

/** What a reader of a plan should know about it, in whole sentences; usually nothing. */
export const planNotes = (request: PlanRequest, groups: readonly Group[], limit: SearchLimit): string[] => [
  ...offerNotes(request),
  ...impossibleNotes(request, groups),
  ...estimateNotes(request, groups),
  ...extrapolationNotes(request, groups),
  ...limitNotes(request, limit),
];

const limitNotes = ({ apps }: PlanRequest, limit: SearchLimit): string[] =>
  limit.wasReached
    ? [
        `The time for planning was up before the search ended: this is the best plan found until then for ${apps.length} apps. Every SLO holds; a cheaper plan may exist.`,
      ]
    : [];

/** Functions that were not offered, and why: what is true before anything is planned. */
export function offerNotes({ profile, catalogue, prices, assumedCards = {} }: PlanRequest): string[] {
  const { gpu } = profile;
  if (gpu === undefined) return [];
  const only = 'Only CPU functions were considered';
  if (catalogue.gpus.length === 0) return [`${only}: catalogue ${catalogue.name} has no GPU functions.`];
  const shapes = gpuShapes(catalogue, gpu, assumedCards);
  if (shapes.length === 0) {
    const cards = catalogue.gpus.map(({ gpuType }) => gpuType).join(', ');
    return [
      `${only}: the profile was measured on a card (${gpu.card}) that catalogue ${catalogue.name} does not have. To price it on one of ${cards} as if it were as fast, say so with --assume-card ${gpu.card}=<card>, or HARMONYBATCH_ASSUME_CARDS in the planner service.`,
    ];
  }
  if (shapes.some((shape) => isPriced(prices, shape))) return [];
  const kinds = [...new Set(shapes.map(({ gpuType }) => gpuKind(gpuType)))].join(', ');
  return [`${only}: price book ${prices.name} has no price for the cards on offer (${kinds}).`];
}

/** Functions of a grid that is no platform's, which no platform would accept. */
function impossibleNotes(
  { catalogue: { name, idealOf }, itemBytes = 0 }: PlanRequest,
  groups: readonly Group[],
): string[] {
  if (idealOf === undefined) return [];
  const faults = groups.flatMap(({ provision: { shape, batchSize } }) => {
    const fault = shapeFault(idealOf, shape);
    const bytes = batchSize * itemBytes;
    return [
      ...(fault === null ? [] : [`${label(shape)} (${fault})`]),
      ...(bytes <= idealOf.maxPayloadBytes
        ? []
        : [`batches of ${batchSize} items (${bytes} bytes; an invocation takes ${idealOf.maxPayloadBytes})`]),
    ];
  });
  if (faults.length === 0) return [];
  return [
    `Catalogue ${name} is a grid on paper, and the platform does not have all of it. This plan uses what cannot be deployed: ${told(faults)}. Plan with catalogue ${idealOf.name} instead.`,
  ];
}

/** Latencies of a card that nobody measured. */
function estimateNotes({ profile: { gpu }, assumedCards = {} }: PlanRequest, groups: readonly Group[]): string[] {
  const whole = groups.find(({ provision }) => provision.shape.gpuType !== undefined)?.provision.shape.gpuType;
  if (gpu === undefined || whole === undefined) return [];
  if (assumedCards[gpu.card] === whole) {
    return [
      `An estimate: latencies measured on ${gpu.card} are assumed to hold on ${whole}, whose maximum was not measured.`,
    ];
  }
  if (gpu.wholeCard !== undefined) return [];
  return [
    `An estimate: the maximum latency on a whole ${gpu.card} was not measured; 1.2 times the mean is taken for it.`,
  ];
}

function extrapolationNotes({ profile, model }: PlanRequest, groups: readonly Group[]): string[] {
  const reasons = groups.flatMap(
    ({ provision: { shape, batchSize } }) => extrapolation(profile, shape, batchSize) ?? [],
  );
  if (reasons.length === 0) return [];
  return [`Latencies of ${model} are extrapolated, and may be longer: ${told(reasons)}.`];
}

const told = (reasons: readonly string[]): string => {
  const distinct = [...new Set(reasons)];
  const more = distinct.length - maxReported;
  return distinct.slice(0, maxReported).join('; ') + (more > 0 ? `; and ${more} more` : '');
};

const label = ({ type, vcpu, memoryMb }: FunctionShape): string =>
  `${type === 'cpu' ? 'CPU' : 'GPU'} function of ${vcpu} vCPU with ${memoryMb} MB`;

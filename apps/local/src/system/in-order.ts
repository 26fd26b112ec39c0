import { portOwners } from '../local-variables';
import type { Part, RunningPart } from '../supervise/part';

/** Whether the part is this service, or one of its further replicas (`batcher-2`). */
export const isReplicaOf = ({ name }: Part, service: string): boolean =>
  name === service || new RegExp(`^${service}-\\d+$`).test(name);

const rank = (part: Part): number => portOwners.findIndex((service) => isReplicaOf(part, service));

/** The parts in the order in which a request meets them, whichever was ready first. */
export const inOrder = (running: ReadonlyMap<Part, RunningPart>): (readonly [Part, RunningPart])[] =>
  [...running].sort(([left], [right]) => rank(left) - rank(right) || left.name.localeCompare(right.name));

import type { ServiceReplicas } from './service-replicas';

/** What the service is scaled to. */
const most = 3;

/** Something that is done to a service while requests flow. */
export interface ScalingEvent {
  readonly name: string;
  readonly happen: (service: ServiceReplicas) => Promise<unknown>;
}

/** In this order: each begins with the replicas that the one before it left. */
export const scalingEvents: readonly ScalingEvent[] = [
  { name: `scale 1 → ${most}`, happen: (service) => service.scaleTo(most) },
  { name: `roll all ${most}`, happen: (service) => service.roll() },
  { name: 'kill -9, comes back', happen: async (service) => service.start(await service.kill()) },
  { name: 'kill -9, stays away', happen: (service) => service.kill() },
  { name: `scale ${most} → 1`, happen: (service) => service.scaleTo(1) },
];

/** What an event begins with, where the one before it left fewer. */
export const replicasBefore = (event: ScalingEvent): number => (event === scalingEvents[0] ? 1 : most);

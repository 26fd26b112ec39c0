import type { Member, Provision } from '../provisioning/provision';

/** Apps that share a buffer and a function. */
export interface Group {
  /** In order of SLO. */
  readonly members: readonly Member[];
  /** Sum over the members, req/s. */
  readonly rateHz: number;
  readonly provision: Provision;
}

/** What a group costs in a second, in the price book's currency. */
export const costPerSecondOf = ({ rateHz, provision }: Group): number => rateHz * provision.costPerRequest;

import type { Catalogue, FunctionShape, ModelProfile, PriceBook } from '@harmonybatch/model';

/** An app with its SLO as the planner may use it, seconds and req/s. */
export interface Member {
  readonly name: string;
  /** What is left of the SLO after the overhead. */
  readonly sloSeconds: number;
  readonly rateHz: number;
}

/** What does not change while one model is planned. */
export interface PlanningContext {
  readonly profile: ModelProfile;
  readonly prices: PriceBook;
  readonly catalogue: Catalogue;
}

/** The best function found for a group. */
export interface Provision {
  readonly shape: FunctionShape;
  readonly batchSize: number;
  readonly avgSeconds: number;
  readonly maxSeconds: number;
  /** Eq. 6, in the price book's currency. */
  readonly costPerRequest: number;
}

/** In order of SLO, ties by rate, then by name: the order in which groups are cut. A new list. */
export const inOrderOfSlo = <T extends Member>(members: readonly T[]): T[] =>
  [...members].sort(
    (one, other) =>
      one.sloSeconds - other.sloSeconds ||
      one.rateHz - other.rateHz ||
      (one.name < other.name ? -1 : Number(one.name > other.name)),
  );

/** Longest useful wait of a member (10): `t_w = s_w − L_max`; none where batches hold one request. */
export const timeoutSecondsOf = (member: Member, batchSize: number, maxSeconds: number): number =>
  batchSize === 1 ? 0 : member.sloSeconds - maxSeconds;

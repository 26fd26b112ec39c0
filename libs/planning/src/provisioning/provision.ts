import {
  latencyQuantileSeconds,
  type Catalogue,
  type FunctionShape,
  type Latency,
  type ModelProfile,
  type PriceBook,
} from '@harmonybatch/model';

/** An app with its SLO as the planner may use it, seconds and req/s. */
export interface Member {
  readonly name: string;
  /** What is left of the SLO after the overhead. */
  readonly sloSeconds: number;
  readonly rateHz: number;
  /** Which latency has to fit into the SLO, by `latencyReach`: 1 is the maximum of the profile, its 99 % point. */
  readonly reach: number;
}

/** What does not change while one model is planned. */
export interface PlanningContext {
  readonly profile: ModelProfile;
  readonly prices: PriceBook;
  readonly catalogue: Catalogue;
  /** Size of the model's largest item, bytes; 0 or absent where it is not known. */
  readonly itemBytes?: number;
  /** By the card of a profile, the `gpuType` of a whole card that is taken to be as fast. */
  readonly assumedCards?: Readonly<Record<string, string>>;
  /** `warm` (default): every function has idle instances ready at all times; `on-demand`: only those that ran lately. */
  readonly holding?: Holding;
  /**
   * What an instance that is kept warm counts for beyond its price, a second, by kind of function: where there are too few of
   * them, the search does without the more of them the higher it is. No bill has it.
   */
  readonly instanceSurcharge?: InstanceSurcharge;
}

export type InstanceSurcharge = Readonly<Partial<Record<FunctionShape['type'], number>>>;

export type Holding = 'warm' | 'on-demand';

/** The best function found for a group. */
export interface Provision extends Latency {
  readonly shape: FunctionShape;
  readonly batchSize: number;
  /** What the strategy takes a request to cost, in the price book's currency. */
  readonly costPerRequest: number;
}

/** In order of SLO, ties by attainment, rate, then name: the order in which groups are cut. A new list. */
export const inOrderOfSlo = <T extends Member>(members: readonly T[]): T[] =>
  [...members].sort(
    (one, other) =>
      one.sloSeconds - other.sloSeconds ||
      other.reach - one.reach ||
      one.rateHz - other.rateHz ||
      (one.name < other.name ? -1 : Number(one.name > other.name)),
  );

/** Longest useful wait of a member (10): `t_w = s_w − L_max`; none where batches hold one request. */
export const timeoutSecondsOf = (member: Member, batchSize: number, latency: Latency): number =>
  batchSize === 1 ? 0 : member.sloSeconds - latencyQuantileSeconds(latency, member.reach);

/** Whether a batch that leaves at once keeps every member's SLO. */
export const keepsSlos = (members: readonly Member[], latency: Latency): boolean =>
  members.every((member) => member.sloSeconds >= latencyQuantileSeconds(latency, member.reach));

/** The strictest promise among members, as a reach. */
export const strictestReach = (members: readonly Member[]): number =>
  members.reduce((max, { reach }) => Math.max(max, reach), -Infinity);

import type { PlanGroup } from '@harmonybatch/console-api';

interface Placed {
  readonly key: string;
  /** px from the top of the picture. */
  readonly top: number;
  readonly height: number;
}

/** What of a node goes into a group. */
export interface Part {
  readonly groupId: string;
  /** Of its ribbon, px. */
  readonly width: number;
}

export interface AppNode extends Placed {
  readonly kind: 'app';
  readonly name: string;
  readonly sloMs: number;
  /** In all of its groups together. */
  readonly rateHz: number;
  /** Longest wait for others that a group gives it, ms. */
  readonly timeoutMs: number;
  readonly parts: readonly Part[];
}

/** The apps of a group that are not shown one by one. */
export interface BundleNode extends Placed {
  readonly kind: 'bundle';
  readonly apps: number;
  readonly rateHz: number;
  readonly sloMs: readonly [tightest: number, loosest: number];
  readonly parts: readonly [Part];
}

export interface UnservableNode extends Placed {
  readonly kind: 'unservable';
  readonly name: string;
  readonly sloMs: number;
  readonly tightestSloMs: number | null;
  readonly parts: readonly [];
}

/** The apps that no function can serve and that are not shown one by one. */
export interface UnservableBundleNode extends Placed {
  readonly kind: 'unservable-bundle';
  readonly apps: number;
  readonly parts: readonly [];
}

export interface GroupNode extends Placed {
  readonly kind: 'group';
  readonly group: PlanGroup;
  readonly rateHz: number;
}

export interface FunctionNode extends Placed {
  readonly kind: 'function';
  readonly name: string;
  /** Its shape in words. */
  readonly shape: string;
  readonly runsOn: PlanGroup['kind'];
  readonly groupIds: readonly string[];
  /** That all of its groups share. */
  readonly warmInstances: number;
  readonly costPerHour: number;
  /** Of its slowest group. */
  readonly latencyMs: PlanGroup['latencyMs'];
}

export type LeftNode = AppNode | BundleNode | UnservableNode | UnservableBundleNode;
export type LaneNode = LeftNode | GroupNode | FunctionNode;

export const keyOf = {
  app: (name: string): string => `app:${name}`,
  bundle: (groupId: string): string => `bundle:${groupId}`,
  group: (groupId: string): string => `group:${groupId}`,
  function: (name: string): string => `function:${name}`,
};

/** Heights of nodes and the gaps between them, px. */
export const least = { app: 46, denseApp: 25, group: 86, function: 86, ribbon: 1.25 } as const;
export const gaps = { app: 6, slot: 20, function: 16 } as const;

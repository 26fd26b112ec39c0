import type { PlanGroup } from '@harmonybatch/console-api';
import type { LaneNode } from './lane-nodes';

/** What flows from one node to another. */
export interface Flow {
  readonly from: LaneNode;
  readonly to: LaneNode;
  readonly runsOn: PlanGroup['kind'];
  /** px */
  readonly width: number;
}

export interface Ribbon {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly runsOn: PlanGroup['kind'];
  /** px from the top of the picture where it leaves and where it arrives. */
  readonly fromTop: number;
  readonly toTop: number;
  /** px, the same at both ends. */
  readonly width: number;
}

/** Ribbons of flows: at each node around its middle, below each other in the order of the nodes at their other ends. */
export function joined(flows: readonly Flow[]): Ribbon[] {
  const leaving = new Ends(
    flows.toSorted((a, b) => a.to.top - b.to.top),
    ({ from }) => from,
  );
  const arriving = new Ends(
    flows.toSorted((a, b) => a.from.top - b.from.top),
    ({ to }) => to,
  );
  return flows.map((flow) => ({
    key: `${flow.from.key} ${flow.to.key}`,
    from: flow.from.key,
    to: flow.to.key,
    runsOn: flow.runsOn,
    fromTop: leaving.topOf(flow),
    toTop: arriving.topOf(flow),
    width: flow.width,
  }));
}

/** Where flows begin, or end, at their nodes. */
class Ends {
  private readonly tops = new Map<Flow, number>();

  constructor(flows: readonly Flow[], nodeOf: (flow: Flow) => LaneNode) {
    const widths = new Map<LaneNode, number>();
    for (const flow of flows) widths.set(nodeOf(flow), (widths.get(nodeOf(flow)) ?? 0) + flow.width);
    const next = new Map<LaneNode, number>();
    for (const flow of flows) {
      const node = nodeOf(flow);
      const top = next.get(node) ?? node.top + (node.height - widths.get(node)!) / 2;
      this.tops.set(flow, top);
      next.set(node, top + flow.width);
    }
  }

  topOf(flow: Flow): number {
    return this.tops.get(flow)!;
  }
}

/** The outline of a ribbon between two heights that keeps its width all the way. @param x0 @param x1 px where it leaves and arrives */
export function ribbonOutline({ fromTop, toTop, width }: Ribbon, x0: number, x1: number): string {
  const bend = (x0 + x1) / 2;
  const at = (value: number) => Math.round(value * 100) / 100;
  return [
    `M${at(x0)} ${at(fromTop)}`,
    `C${at(bend)} ${at(fromTop)} ${at(bend)} ${at(toTop)} ${at(x1)} ${at(toTop)}`,
    `V${at(toTop + width)}`,
    `C${at(bend)} ${at(toTop + width)} ${at(bend)} ${at(fromTop + width)} ${at(x0)} ${at(fromTop + width)}`,
    'Z',
  ].join('');
}

import type { PlanGroup, PlanPage } from '@harmonybatch/console-api';
import { functionNodes } from './function-nodes';
import {
  gaps,
  keyOf,
  least,
  type AppNode,
  type BundleNode,
  type FunctionNode,
  type GroupNode,
  type LeftNode,
} from './lane-nodes';
import { groupWeight, sumOf, weightOf, type Measure } from './measure';
import { joined, type Flow, type Ribbon } from './ribbons';
import { besideGroups, shownApps, type Beside } from './shown-apps';
import { unservableNodes } from './unservable-nodes';

export interface LaneLayout {
  readonly apps: readonly LeftNode[];
  readonly groups: readonly GroupNode[];
  readonly functions: readonly FunctionNode[];
  readonly ribbons: readonly Ribbon[];
  /** px */
  readonly height: number;
  /** Whether there are so many apps that each has one line. */
  readonly dense: boolean;
}

export interface LaneInput {
  readonly groups: readonly PlanGroup[];
  readonly unservable: PlanPage['unservable'];
  readonly measure: Measure;
  /** Apps that are shown one by one whatever else is bundled. */
  readonly picked: ReadonlySet<string>;
}

/** From how many lines on each app has one line of text. */
const denseFrom = 13;

/**
 * Places apps, groups and functions of a plan in three columns, tightest SLO first, and the ribbons between them. An app
 * stands beside its first group, a group has its apps beside it, and functions are where their ribbons bend least.
 */
export function layOutLanes({ groups, unservable, measure, picked }: LaneInput): LaneLayout {
  const ordered = groups.toSorted((a, b) => tightest(a) - tightest(b) || (a.id < b.id ? -1 : 1));
  const beside = besideGroups(ordered, shownApps(ordered, measure, picked));
  const lines = sumOf(beside, ({ apps, bundled }) => apps.length + Math.min(1, bundled.length));
  const dense = lines >= denseFrom;
  const leastHeight = dense ? least.denseApp : least.app;
  const scale = scaleOf(ordered, measure, lines * leastHeight);
  const widthOf = (weight: number) => Math.max(least.ribbon, scale * weight);

  const apps: LeftNode[] = [];
  const groupNodes: GroupNode[] = [];
  let top = 0;
  for (const [place, group] of ordered.entries()) {
    const left = leftNodes(beside[place]!, group, measure, widthOf, leastHeight);
    const leftHeight = sumOf(left, ({ height }) => height) + gaps.app * Math.max(0, left.length - 1);
    const groupHeight = Math.max(least.group, scale * groupWeight(group, measure));
    const slot = Math.max(leftHeight, groupHeight);
    let at = top + (slot - leftHeight) / 2;
    for (const node of left) {
      apps.push({ ...node, top: at });
      at += node.height + gaps.app;
    }
    groupNodes.push({
      kind: 'group',
      key: keyOf.group(group.id),
      group,
      rateHz: sumOf(group.apps, ({ rateHz }) => rateHz),
      top: top + (slot - groupHeight) / 2,
      height: groupHeight,
    });
    top += slot + gaps.slot;
  }
  for (const node of unservableNodes(unservable, picked, leastHeight)) {
    apps.push({ ...node, top });
    top += node.height + gaps.app;
  }
  const height = Math.max(0, top - (unservable.length === 0 ? gaps.slot : gaps.app));
  const functions = functionNodes(groupNodes, (group) => scale * groupWeight(group, measure), height);
  return {
    apps,
    groups: groupNodes,
    functions,
    ribbons: joined(flowsInto(groupNodes, apps)).concat(
      joined(flowsOutOf(groupNodes, functions, (group) => widthOf(groupWeight(group, measure)))),
    ),
    height: Math.max(height, ...functions.map((node) => node.top + node.height)),
    dense,
  };
}

/** px for each unit of the measure: ribbons together are about half as high as the lines beside them. */
function scaleOf(groups: readonly PlanGroup[], measure: Measure, linesHeight: number): number {
  const all = sumOf(groups, (group) => groupWeight(group, measure));
  return all === 0 ? 0 : Math.min(420, Math.max(150, linesHeight * 0.55)) / all;
}

/** The nodes beside a group, not yet placed. */
function leftNodes(
  { apps, bundled }: Beside,
  group: PlanGroup,
  measure: Measure,
  widthOf: (weight: number) => number,
  leastHeight: number,
): (AppNode | BundleNode)[] {
  const nodes: (AppNode | BundleNode)[] = apps.map((memberships) => {
    const [{ name, sloMs }] = memberships[0];
    const parts = memberships.map(([app, of]) => ({ groupId: of.id, width: widthOf(weightOf(app, of, measure)) }));
    return {
      kind: 'app',
      key: keyOf.app(name),
      name,
      sloMs,
      rateHz: sumOf(memberships, ([{ rateHz }]) => rateHz),
      timeoutMs: Math.max(...memberships.map(([{ timeoutMs }]) => timeoutMs)),
      parts,
      top: 0,
      height: Math.max(
        leastHeight,
        sumOf(parts, ({ width }) => width),
      ),
    };
  });
  if (bundled.length === 0) return nodes;
  const slos = bundled.map(({ sloMs }) => sloMs);
  const width = widthOf(sumOf(bundled, (app) => weightOf(app, group, measure)));
  nodes.push({
    kind: 'bundle',
    key: keyOf.bundle(group.id),
    apps: bundled.length,
    rateHz: sumOf(bundled, ({ rateHz }) => rateHz),
    sloMs: [Math.min(...slos), Math.max(...slos)],
    parts: [{ groupId: group.id, width }],
    top: 0,
    height: Math.max(leastHeight, width),
  });
  return nodes;
}

function flowsInto(groups: readonly GroupNode[], lefts: readonly LeftNode[]): Flow[] {
  const byId = new Map(groups.map((node) => [node.group.id, node]));
  return lefts.flatMap((from) =>
    from.parts.map(({ groupId, width }) => {
      const to = byId.get(groupId)!;
      return { from, to, runsOn: to.group.kind, width };
    }),
  );
}

function flowsOutOf(
  groups: readonly GroupNode[],
  functions: readonly FunctionNode[],
  widthOf: (group: PlanGroup) => number,
): Flow[] {
  const byName = new Map(functions.map((node) => [node.name, node]));
  return groups.map((from) => ({
    from,
    to: byName.get(from.group.functionName)!,
    runsOn: from.group.kind,
    width: widthOf(from.group),
  }));
}

const tightest = (group: PlanGroup): number => Math.min(...group.apps.map(({ sloMs }) => sloMs));

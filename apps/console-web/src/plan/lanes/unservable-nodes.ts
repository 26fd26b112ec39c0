import type { PlanPage } from '@harmonybatch/console-api';
import { keyOf, type UnservableBundleNode, type UnservableNode } from './lane-nodes';

/** How many of them are shown one by one. */
const shownAtMost = 6;

/** Apps that no function can serve, not yet placed; many of them in one node. */
export function unservableNodes(
  unservable: PlanPage['unservable'],
  picked: ReadonlySet<string>,
  height: number,
): (UnservableNode | UnservableBundleNode)[] {
  const shown = unservable.filter(({ name }, place) => place < shownAtMost || picked.has(name));
  const nodes: (UnservableNode | UnservableBundleNode)[] = shown.map(({ name, sloMs, tightestSloMs }) => ({
    kind: 'unservable',
    key: keyOf.app(name),
    name,
    sloMs,
    tightestSloMs,
    parts: [],
    top: 0,
    height,
  }));
  const rest = unservable.length - shown.length;
  if (rest > 0) nodes.push({ kind: 'unservable-bundle', key: 'unservable', apps: rest, parts: [], top: 0, height });
  return nodes;
}

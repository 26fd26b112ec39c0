import type { PlanGroup } from '@harmonybatch/console-api';
import { gaps, keyOf, least, type FunctionNode, type GroupNode } from './lane-nodes';
import { sumOf } from './measure';

/** The functions of groups, each near the middle of its groups. @param height of the picture, px */
export function functionNodes(
  groups: readonly GroupNode[],
  widthOf: (group: PlanGroup) => number,
  height: number,
): FunctionNode[] {
  const names = [...new Set(groups.map(({ group }) => group.functionName))];
  const wanted = names.map((name) => {
    const of = groups.filter(({ group }) => group.functionName === name);
    const width = sumOf(of, ({ group }) => widthOf(group));
    const middle = width === 0 ? middleOf(of[0]!) : sumOf(of, (node) => (middleOf(node) * widthOf(node.group)) / width);
    return { name, of, middle, height: Math.max(least.function, width) };
  });
  wanted.sort((a, b) => a.middle - b.middle);
  const tops = spread(wanted, height);
  return wanted.map(({ name, of, height: own }, place) => {
    const groupsOf = of.map(({ group }) => group);
    return {
      kind: 'function',
      key: keyOf.function(name),
      name,
      shape: groupsOf[0]!.function,
      runsOn: groupsOf[0]!.kind,
      groupIds: groupsOf.map(({ id }) => id),
      warmInstances: Math.max(...groupsOf.map(({ warmInstances }) => warmInstances)),
      costPerHour: sumOf(groupsOf, ({ costPerHour }) => costPerHour),
      latencyMs: {
        avg: Math.max(...groupsOf.map(({ latencyMs }) => latencyMs.avg)),
        max: Math.max(...groupsOf.map(({ latencyMs }) => latencyMs.max)),
      },
      top: tops[place]!,
      height: own,
    };
  });
}

const middleOf = ({ top, height }: GroupNode): number => top + height / 2;

/** Tops near the middles that are wanted, in that order, without overlap, and within the height where there is room. */
function spread(wanted: readonly { readonly middle: number; readonly height: number }[], height: number): number[] {
  const tops: number[] = [];
  let free = 0;
  for (const { middle, height: own } of wanted) {
    const top = Math.max(free, middle - own / 2);
    tops.push(top);
    free = top + own + gaps.function;
  }
  let below = height;
  for (let place = wanted.length - 1; place >= 0; place--) {
    tops[place] = Math.min(tops[place]!, below - wanted[place]!.height);
    below = tops[place]! - gaps.function;
  }
  const above = Math.min(0, tops[0] ?? 0);
  return tops.map((top) => top - above);
}

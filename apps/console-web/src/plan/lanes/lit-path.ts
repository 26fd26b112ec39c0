import type { LaneLayout } from './lane-layout';

/** Keys of all nodes and ribbons that lie on a way through a node, itself among them. */
export function litPath({ ribbons }: LaneLayout, key: string): ReadonlySet<string> {
  const lit = new Set([key]);
  const follow = (node: string, here: 'from' | 'to', there: 'from' | 'to') => {
    for (const ribbon of ribbons) {
      if (ribbon[here] !== node) continue;
      lit.add(ribbon.key);
      lit.add(ribbon[there]);
      follow(ribbon[there], here, there);
    }
  };
  follow(key, 'from', 'to');
  follow(key, 'to', 'from');
  return lit;
}

/** The node that an arrow key leads to from another: up and down in its column, left and right along its lane. */
export function nodeBeside(layout: LaneLayout, key: string, arrow: string): string | undefined {
  const columns = [layout.apps, layout.groups, layout.functions];
  const column = columns.find((nodes) => nodes.some((node) => node.key === key));
  if (column === undefined) return undefined;
  const place = column.findIndex((node) => node.key === key);
  switch (arrow) {
    case 'ArrowUp':
      return column[place - 1]?.key;
    case 'ArrowDown':
      return column[place + 1]?.key;
    case 'ArrowRight':
      return layout.ribbons.find(({ from }) => from === key)?.to;
    case 'ArrowLeft':
      return layout.ribbons.find(({ to }) => to === key)?.from;
    case 'Home':
      return column[0]?.key;
    case 'End':
      return column.at(-1)?.key;
    default:
      return undefined;
  }
}

import { layOutLanes, type LaneInput, type LaneLayout } from '../../src/plan/lanes/lane-layout';
import { litPath, nodeBeside } from '../../src/plan/lanes/lit-path';
import { ribbonOutline } from '../../src/plan/lanes/ribbons';
import { manyApps, planGroup } from './plan-groups';

const layOut = (input: Partial<LaneInput>): LaneLayout =>
  layOutLanes({ groups: [], unservable: [], measure: 'rate', picked: new Set(), ...input });

const tight = planGroup({ id: 'tight', batchSize: 1, apps: { fast: [300, 5], faster: [200, 10] } });
const loose = planGroup({
  id: 'loose',
  functionName: 'hb-large',
  costPerHour: 9,
  apps: { slow: [2_000, 30], slower: [3_000, 15] },
});

const keysOf = (nodes: readonly { readonly key: string }[]) => nodes.map(({ key }) => key);
const widthOf = ({ ribbons }: LaneLayout, from: string, to: string) =>
  ribbons.find((ribbon) => ribbon.from === from && ribbon.to === to)!.width;

describe('lanes of a plan', () => {
  it('stand tightest SLO first in all three columns', () => {
    const layout = layOut({ groups: [loose, tight] });
    expect(keysOf(layout.apps)).toEqual(['app:faster', 'app:fast', 'app:slow', 'app:slower']);
    expect(keysOf(layout.groups)).toEqual(['group:tight', 'group:loose']);
    expect(keysOf(layout.functions)).toEqual(['function:hb-small', 'function:hb-large']);
  });

  it('are as wide as rates, or as money, and no request is lost on the way', () => {
    const rates = layOut({ groups: [tight, loose] });
    expect(widthOf(rates, 'app:slow', 'group:loose') / widthOf(rates, 'app:faster', 'group:tight')).toBeCloseTo(3);
    expect(widthOf(rates, 'group:loose', 'function:hb-large')).toBeCloseTo(
      widthOf(rates, 'app:slow', 'group:loose') + widthOf(rates, 'app:slower', 'group:loose'),
    );
    const money = layOut({ groups: [tight, loose], measure: 'money' });
    expect(
      widthOf(money, 'group:loose', 'function:hb-large') / widthOf(money, 'group:tight', 'function:hb-small'),
    ).toBeCloseTo(9);
  });

  it('meet in the function that groups share, which has the instances of one and the money of all', () => {
    const sharing = planGroup({ ...loose, functionName: 'hb-small', warmInstances: 4, apps: { slow: [2_000, 30] } });
    const layout = layOut({ groups: [{ ...tight, warmInstances: 4 }, sharing] });
    expect(layout.functions).toEqual([
      expect.objectContaining({ groupIds: ['tight', 'loose'], warmInstances: 4, costPerHour: 10 }),
    ]);
  });

  it('of an app in two groups begin at one node', () => {
    const also = planGroup({ id: 'also', apps: { fast: [300, 5], other: [900, 1] } });
    const layout = layOut({ groups: [tight, also] });
    expect(layout.apps.filter(({ key }) => key === 'app:fast')).toEqual([expect.objectContaining({ rateHz: 10 })]);
    expect(layout.ribbons.filter(({ from }) => from === 'app:fast').map(({ to }) => to)).toEqual([
      'group:tight',
      'group:also',
    ]);
  });

  describe('of a thousand apps', () => {
    const groups = Array.from({ length: 10 }, (_, place) =>
      planGroup({ id: `g${place}`, apps: manyApps(`app-${place}`, 100, 300 + place) }),
    );

    it('are few: the busiest of each group, and the others in one', () => {
      const layout = layOut({ groups });
      expect(layout.dense).toBe(true);
      expect(layout.apps.length).toBeLessThanOrEqual(28);
      for (const [place, { id }] of groups.entries()) {
        const own = layout.apps.filter(({ parts }) => parts.some(({ groupId }) => groupId === id));
        const bundle = own.find(({ kind }) => kind === 'bundle');
        const shown = own.filter(({ kind }) => kind === 'app');
        expect(bundle).toMatchObject({ apps: 100 - shown.length, sloMs: [300 + place, 300 + place] });
        expect(keysOf(shown)).toEqual([98, 99].slice(2 - shown.length).map((busiest) => `app:app-${place}-${busiest}`));
      }
    });

    it('show whichever app is picked', () => {
      const before = layOut({ groups });
      expect(keysOf(before.apps)).not.toContain('app:app-3-0');
      const layout = layOut({ groups, picked: new Set(['app-3-0']) });
      expect(keysOf(layout.apps)).toContain('app:app-3-0');
    });

    it('do not overlap', () => {
      const layout = layOut({ groups });
      for (const column of [layout.apps, layout.groups, layout.functions]) {
        for (const [place, node] of column.slice(1).entries()) {
          const above = column[place]!;
          expect(node.top).toBeGreaterThanOrEqual(above.top + above.height);
        }
        const last = column.at(-1)!;
        expect(last.top + last.height).toBeLessThanOrEqual(layout.height);
      }
    });
  });

  it('have no way for apps that no function can serve, and many of them in one node', () => {
    const unservable = Array.from({ length: 9 }, (_, place) => ({
      name: `never-${place}`,
      sloMs: 10,
      tightestSloMs: 310,
      message: 'too tight',
    }));
    const layout = layOut({ groups: [tight], unservable });
    expect(layout.apps.filter(({ kind }) => kind === 'unservable')).toHaveLength(6);
    expect(layout.apps.at(-1)).toMatchObject({ kind: 'unservable-bundle', apps: 3, parts: [] });
  });

  it('are none where the plan has no groups', () => {
    expect(layOut({})).toMatchObject({ apps: [], groups: [], functions: [], ribbons: [], height: 0 });
  });
});

describe('the way of a lane', () => {
  const layout = layOut({ groups: [tight, loose] });

  it('leads from an app to its function, and from a function to all of its apps', () => {
    expect(litPath(layout, 'app:fast')).toEqual(
      new Set([
        'app:fast',
        'app:fast group:tight',
        'group:tight',
        'group:tight function:hb-small',
        'function:hb-small',
      ]),
    );
    expect([...litPath(layout, 'function:hb-large')]).toEqual(expect.arrayContaining(['app:slow', 'app:slower']));
    expect(litPath(layout, 'function:hb-large').has('app:fast')).toBe(false);
  });

  it('is walked with the arrow keys', () => {
    const walk = ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowLeft', 'End', 'Home'];
    const passed: string[] = [];
    let key = 'app:faster';
    for (const arrow of walk) passed.push((key = nodeBeside(layout, key, arrow)!));
    expect(passed).toEqual([
      'app:fast',
      'group:tight',
      'function:hb-small',
      'function:hb-large',
      'group:loose',
      'app:slow',
      'app:slower',
      'app:faster',
    ]);
    expect(nodeBeside(layout, 'app:faster', 'ArrowUp')).toBeUndefined();
    expect(nodeBeside(layout, 'gone', 'ArrowUp')).toBeUndefined();
  });
});

it('a ribbon keeps its width from one end to the other', () => {
  const outline = ribbonOutline(
    { key: '', from: '', to: '', runsOn: 'cpu', fromTop: 10, toTop: 50, width: 4 },
    100,
    200,
  );
  expect(outline).toBe('M100 10C150 10 150 50 200 50V54C150 54 150 14 100 14Z');
});

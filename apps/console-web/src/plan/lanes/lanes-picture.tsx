import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useElementWidth } from './element-width';
import { layOutLanes, type LaneInput, type LaneLayout } from './lane-layout';
import type { LaneNode } from './lane-nodes';
import { LaneNodeBox } from './lane-node-box';
import { litPath, nodeBeside } from './lit-path';
import { ribbonOutline } from './ribbons';
import styles from './lanes.module.css';

interface Props extends LaneInput {
  readonly currency: string;
  /** Node whose way stays lit, by its key. */
  readonly chosen: string | undefined;
  readonly onChoose: (key: string | undefined) => void;
  /** Ids of groups that another plan does not have. */
  readonly newGroups?: ReadonlySet<string>;
}

/** Width below which nodes say less, px. */
const narrowBelow = 720;

/**
 * A plan as one picture: apps, the groups that batch them, the functions that run the batches. Pointing at a node, or
 * moving to it by the arrow keys, lights its way; pressing it keeps that lit.
 */
export function LanesPicture({ groups, unservable, measure, picked, currency, chosen, onChoose, newGroups }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const width = useElementWidth(box);
  const [pointed, setPointed] = useState<string | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const layout = useMemo(
    () => layOutLanes({ groups, unservable, measure, picked }),
    [groups, unservable, measure, picked],
  );
  const nodes: readonly LaneNode[] = [...layout.apps, ...layout.groups, ...layout.functions];
  const has = (key: string | null | undefined) => nodes.find((node) => node.key === key)?.key;
  const litKey = has(pointed) ?? has(focused) ?? has(chosen);
  const lit = litKey === undefined ? null : litPath(layout, litKey);
  const entry = has(focused) ?? has(chosen) ?? nodes[0]?.key; // one stop for the tab key; arrows go on from there
  const columns = columnsOf(width);

  const column = (of: readonly LaneNode[], place: Column, label: string) => (
    <ul aria-label={label} className={styles.column} style={{ left: place.left, width: place.width }}>
      {of.map((node) => (
        <LaneNodeBox
          key={node.key}
          node={node}
          currency={currency}
          dense={layout.dense}
          narrow={width < narrowBelow}
          isLit={lit?.has(node.key) ?? null}
          isChosen={node.key === chosen}
          isEntry={node.key === entry}
          isNew={node.kind === 'group' && newGroups?.has(node.group.id) === true}
          onPoint={setPointed}
          onChoose={(key) => onChoose(key === chosen ? undefined : key)}
        />
      ))}
    </ul>
  );
  return (
    <div
      ref={box}
      className={styles.picture}
      style={{ height: layout.height + headHeight }}
      role="group"
      aria-label="Lanes of the plan. Arrow keys move along them."
      onKeyDown={(event) => followKey(event, layout, onChoose)}
      onFocus={({ target }) => setFocused(focusedNode(target))}
      onBlur={() => setFocused(null)}
      onPointerLeave={() => setPointed(null)}
    >
      <div className={styles.heads} aria-hidden>
        <span style={{ left: columns.apps.left }}>Apps</span>
        <span style={{ left: columns.groups.left }}>Groups</span>
        <span style={{ left: columns.functions.left }}>Functions</span>
      </div>
      <div className={styles.lanes}>
        <Ribbons layout={layout} width={width} columns={columns} lit={lit} onPoint={setPointed} />
        {column(layout.apps, columns.apps, 'Apps')}
        {column(layout.groups, columns.groups, 'Groups')}
        {column(layout.functions, columns.functions, 'Functions')}
      </div>
    </div>
  );
}

interface RibbonsProps {
  readonly layout: LaneLayout;
  readonly width: number;
  readonly columns: Columns;
  readonly lit: ReadonlySet<string> | null;
  readonly onPoint: (key: string) => void;
}

function Ribbons({ layout, width, columns, lit, onPoint }: RibbonsProps) {
  const { apps, groups, functions } = columns;
  return (
    <svg aria-hidden width={width} height={layout.height} className={styles.ribbons} data-lit={lit !== null}>
      {layout.ribbons.map((ribbon) => {
        const [from, to] = ribbon.to.startsWith('group:') ? [apps, groups] : [groups, functions];
        return (
          <path
            key={ribbon.key}
            d={ribbonOutline(ribbon, from.left + from.width, to.left)}
            data-runs-on={ribbon.runsOn}
            data-lit={lit?.has(ribbon.key)}
            onPointerEnter={() => onPoint(ribbon.from)}
          />
        );
      })}
    </svg>
  );
}

/** Arrows move along lanes, Escape lets go of the one that is kept lit. */
function followKey(event: KeyboardEvent, layout: LaneLayout, onChoose: Props['onChoose']): void {
  const key = (event.target as HTMLElement).dataset['node'];
  if (key === undefined) return;
  if (event.key === 'Escape') return onChoose(undefined);
  const next = nodeBeside(layout, key, event.key);
  if (next === undefined) return;
  event.preventDefault();
  event.currentTarget.querySelector<HTMLElement>(`[data-node="${CSS.escape(next)}"]`)?.focus();
}

/** The node that has the focus, where that came by keys. */
function focusedNode(target: Element): string | null {
  return target.matches(':focus-visible') ? ((target as HTMLElement).dataset['node'] ?? null) : null;
}

const headHeight = 28;

interface Column {
  readonly left: number;
  readonly width: number;
}

type Columns = Record<'apps' | 'groups' | 'functions', Column>;

/** Where the three columns are. @param width of the picture, px */
function columnsOf(width: number): Columns {
  const [apps, groups, functions] =
    width < narrowBelow
      ? [width * 0.31, width * 0.33, width * 0.25]
      : [Math.min(290, width * 0.27), Math.min(270, width * 0.26), Math.min(240, width * 0.23)];
  const middle = (apps + (width - functions)) / 2;
  return {
    apps: { left: 0, width: apps },
    groups: { left: middle - groups / 2, width: groups },
    functions: { left: width - functions, width: functions },
  };
}

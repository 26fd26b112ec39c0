import type { LaneNode } from './lane-nodes';
import { NodeFigures } from './node-figures';
import styles from './lanes.module.css';

interface Props {
  readonly node: LaneNode;
  readonly currency: string;
  readonly dense: boolean;
  readonly narrow: boolean;
  /** Null where no way is lit. */
  readonly isLit: boolean | null;
  readonly isChosen: boolean;
  readonly isEntry: boolean;
  readonly isNew: boolean;
  readonly onPoint: (key: string | null) => void;
  readonly onChoose: (key: string) => void;
}

/** A node of the picture: its figures as far as there is room, all of them for whoever cannot see it. */
export function LaneNodeBox(props: Props) {
  const { node, isLit, isChosen, isEntry, onPoint, onChoose } = props;
  return (
    <li className={styles.place} style={{ top: node.top, height: node.height }}>
      <button
        type="button"
        className={styles.node}
        data-node={node.key}
        data-kind={node.kind}
        data-runs-on={node.kind === 'group' ? node.group.kind : node.kind === 'function' ? node.runsOn : undefined}
        data-lit={isLit ?? undefined}
        aria-pressed={isChosen}
        tabIndex={isEntry ? 0 : -1}
        onPointerEnter={() => onPoint(node.key)}
        onPointerLeave={() => onPoint(null)}
        onClick={() => onChoose(node.key)}
      >
        <NodeFigures {...props} />
      </button>
    </li>
  );
}

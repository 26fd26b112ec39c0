import type { ReactNode } from 'react';
import { counted, duration, moneyPerHour, rate } from '../../figures/format';
import type { AppNode, BundleNode, FunctionNode, GroupNode, LaneNode, UnservableNode } from './lane-nodes';
import styles from './lanes.module.css';

interface Room {
  readonly currency: string;
  /** Whether a node at the left has one line. */
  readonly dense: boolean;
  readonly narrow: boolean;
  readonly isNew: boolean;
}

/** What a node says: as much as there is room for. */
export function NodeFigures({ node, ...room }: Room & { readonly node: LaneNode }) {
  switch (node.kind) {
    case 'app':
      return <AppFigures node={node} {...room} />;
    case 'bundle':
      return <BundleFigures node={node} {...room} />;
    case 'unservable':
      return <UnservableFigures node={node} {...room} />;
    case 'unservable-bundle':
      return <Lines oneLine={room.dense} title={`and ${node.apps} more`} lines={['not served']} />;
    case 'group':
      return <GroupFigures node={node} {...room} />;
    case 'function':
      return <FunctionFigures node={node} {...room} />;
  }
}

function AppFigures({ node: { name, sloMs, rateHz, timeoutMs }, dense, narrow }: Room & { readonly node: AppNode }) {
  const aside = dense ? `${duration(sloMs)} · ${rate(rateHz)}` : rate(rateHz);
  const wait = timeoutMs < 1 ? 'no waiting' : `waits ≤ ${duration(timeoutMs)}`;
  return (
    <Lines
      oneLine={dense}
      title={name}
      aside={narrow ? undefined : aside}
      lines={[narrow ? duration(sloMs) : `in ${duration(sloMs)}, ${wait}`]}
    />
  );
}

function BundleFigures({ node: { apps, rateHz, sloMs }, dense, narrow }: Room & { readonly node: BundleNode }) {
  return (
    <Lines
      oneLine={dense}
      title={`and ${counted(apps, 'more', 'more')}`}
      aside={narrow ? undefined : rate(rateHz)}
      lines={[`in ${range(...sloMs)}`]}
    />
  );
}

function UnservableFigures({ node, dense, narrow }: Room & { readonly node: UnservableNode }) {
  const { name, sloMs, tightestSloMs } = node;
  return (
    <Lines
      oneLine={dense}
      title={name}
      aside={narrow ? undefined : `${duration(sloMs)}: not served`}
      lines={[tightestSloMs === null ? 'no function can serve it' : `it could have ${duration(tightestSloMs)}`]}
    />
  );
}

function GroupFigures({ node: { group, rateHz }, narrow, isNew }: Room & { readonly node: GroupNode }) {
  const { batchSize, meanBatchSize, apps, binding } = group;
  const waits = apps.map(({ timeoutMs }) => timeoutMs);
  const [least, most] = [Math.min(...waits), Math.max(...waits)];
  const alone = batchSize === 1;
  const mean = `mean ${meanBatchSize.toFixed(2)}`;
  return (
    <Lines
      title={alone ? 'One by one' : `Batches of ${batchSize}`}
      aside={isNew ? <span className={styles.new}>new</span> : narrow ? undefined : rate(rateHz)}
      lines={[
        ...(alone
          ? [`${counted(apps.length, 'app')}, no waiting`]
          : [narrow ? mean : `${counted(apps.length, 'app')}, ${mean}`]),
        ...(alone ? [] : [`waits ${narrow ? `≤ ${duration(most)}` : range(least, most)}`]),
        ...(narrow ? [] : [binding.app === null ? binding.sentence : `${binding.app} binds`]),
      ]}
    />
  );
}

function FunctionFigures({ node, currency, narrow }: Room & { readonly node: FunctionNode }) {
  const { shape, costPerHour, warmInstances, latencyMs } = node;
  return (
    <Lines
      title={shape}
      lines={[
        moneyPerHour(costPerHour, narrow ? '' : currency),
        narrow ? `${warmInstances} warm` : counted(warmInstances, 'warm instance'),
        narrow ? `≤ ${duration(latencyMs.max)}` : `${duration(latencyMs.avg)}, ≤ ${duration(latencyMs.max)}`,
      ]}
    />
  );
}

/** Two durations as one where they read the same. */
const range = (fromMs: number, toMs: number): string =>
  duration(fromMs) === duration(toMs) ? duration(toMs) : `${duration(fromMs)} to ${duration(toMs)}`;

interface LinesProps {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly lines: readonly string[];
  /** Then the lines are there for whoever cannot see them. */
  readonly oneLine?: boolean;
}

function Lines({ title, aside, lines, oneLine = false }: LinesProps) {
  return (
    <>
      <span className={styles.title}>
        <span>{title}</span>
        {aside === undefined ? null : <span className={styles.aside}>{aside}</span>}
      </span>
      {lines.map((line) => (
        <span key={line} className={oneLine ? 'visually-hidden' : styles.line}>
          {line}
        </span>
      ))}
    </>
  );
}

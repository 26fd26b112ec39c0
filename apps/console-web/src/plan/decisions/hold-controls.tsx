import type { PlanPage } from '@harmonybatch/console-api';
import { Button } from '../../controls/button';
import { release, rollBack, type Decision } from './decision';

interface Props {
  readonly plan: PlanPage;
  readonly onDecide: (decision: Decision) => void;
}

/** Going back to an earlier plan, and giving the planner its freedom again. */
export function HoldControls({ plan: { model, epoch, rollBack: way, pinned }, onDecide }: Props) {
  return (
    <>
      {way === null ? null : (
        <Button
          look="primary"
          disabled={way.obstacle !== null}
          onClick={() => onDecide(rollBack(model, epoch, way.command))}
        >
          Roll back
        </Button>
      )}
      {pinned ? <Button onClick={() => onDecide(release(model))}>Release</Button> : null}
    </>
  );
}

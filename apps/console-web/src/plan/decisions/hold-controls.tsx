import type { PlanPage } from '@harmonybatch/console-api';
import { Button } from '../../controls/button';
import { release, rollBack, type Decision } from './decision';

interface Props {
  readonly plan: PlanPage;
  readonly onDecide: (decision: Decision) => void;
}

/** Going back to an earlier plan, and giving the planner its freedom again. */
export function HoldControls({ plan: { model, epoch, inForce, pinned }, onDecide }: Props) {
  return (
    <>
      {inForce ? null : (
        <Button look="primary" onClick={() => onDecide(rollBack(model, epoch))}>
          Roll back
        </Button>
      )}
      {pinned ? <Button onClick={() => onDecide(release(model))}>Release</Button> : null}
    </>
  );
}

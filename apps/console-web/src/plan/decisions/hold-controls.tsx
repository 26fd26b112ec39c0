import type { PlanPage } from '@harmonybatch/console-api';
import { release, rollBack } from './decision';
import { DecisionDialog } from './decision-dialog';

/** Going back to an earlier plan, and giving the planner its freedom again. */
export function HoldControls({ plan: { model, epoch, inForce, pinned } }: { readonly plan: PlanPage }) {
  return (
    <>
      {inForce ? null : <DecisionDialog model={model} decision={rollBack(model, epoch)} look="primary" />}
      {pinned ? <DecisionDialog model={model} decision={release(model)} /> : null}
    </>
  );
}

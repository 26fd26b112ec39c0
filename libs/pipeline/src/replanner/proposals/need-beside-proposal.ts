import type { PlanProposed } from '@harmonybatch/contracts';
import type { KnownModel } from '../known-model';
import type { PlanNeed, Situation } from '../reason-to-plan';

/**
 * - `drop`: the plan in force is right again, and the one that waits is not wanted any more
 * - `approved`: the one that waits may come into force
 * - `look`: whether what the one that waits needs is there by now
 * - `reprice`: the one that waits stands, and the one in force is to follow its rates meanwhile
 */
export type NeedBesideProposal = PlanNeed | 'drop' | 'approved' | 'look' | 'reprice';

export interface Outstanding {
  readonly proposal: PlanProposed;
  /** Whether what it waits for is waited for at all: settings may have changed. */
  readonly stillWaits: boolean;
  readonly isApproved: boolean;
  /** Whether it waits for what somebody else does, and that was not looked for just now. */
  readonly mayLook: boolean;
}

/** An approved plan comes into force although these were measured anew since; they bring the next one. */
const survived: readonly PlanNeed[] = [null, 'rate', 'way', 'calibration'];

/**
 * What a model needs whose next plan waits. As long as that plan would be right if it were in force, no other is made: so a
 * proposal stands until it is decided on, and rates alone replace it only by one that saves enough beside it.
 */
export function needBesideProposal(
  { proposal: { plan }, stillWaits, isApproved, mayLook }: Outstanding,
  known: Pick<KnownModel, 'need' | 'pinned' | 'inForce' | 'haveRatesMoved'>,
  asked: Pick<Situation, 'requested' | 'mayFollow' | 'mayAskForMore'>,
): NeedBesideProposal {
  const need = known.need(asked);
  if (need === 'withdraw' || need === 'pinned') return need;
  if (!stillWaits || known.pinned !== undefined) return need ?? 'drop';
  if (plan.reason !== 'requested' && known.need({ ...asked, mayFollow: true }) === null) return 'drop';
  const beyond = known.need({ ...asked, mayAskForMore: false }, plan);
  if (isApproved && (survived.includes(beyond) || beyond === 'requested')) return 'approved';
  if (beyond === null && mayLook) return 'look';
  const { inForce } = known;
  return beyond ?? (asked.mayFollow && inForce !== undefined && known.haveRatesMoved(inForce) ? 'reprice' : null);
}

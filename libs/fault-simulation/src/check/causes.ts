import { topics } from '@harmonybatch/contracts';
import type { Incarnation } from '../world/incarnation';
import { sessionTimeoutMs } from '../world/world-terms';
import type { CallTrouble, InvocationMade, OutcomeMade, RequestStory } from './request-story';

/** Between the guard's word and the log there may be as much time as the guard takes off the lease, ms. */
const guardMarginMs = 100;
/** Outcomes are read back for requests that arrived before the store knew all, and this long after, ms. */
const knowledgeSlackMs = 5_000;

/** What of the scenario explains that something was done twice. */
export interface Circumstances {
  readonly wipesAtMs: readonly number[];
  /** A shorter pause leaves enough of a lease that is renewed in time, ms. */
  readonly leastPauseMs: number;
}

const anyBetween = (timesMs: readonly number[], fromMs: number, toMs: number): boolean =>
  timesMs.some((atMs) => atMs >= fromMs && atMs <= toMs);

/** Why a request was invoked again after `earlier`, as far as the scenario explains it; null where it does not. */
export function causeOfInvocation(
  story: RequestStory,
  circumstances: Circumstances,
  earlier: InvocationMade,
  later: InvocationMade,
): string | null {
  const others = answeredBy(story, later);
  if (isRetry(earlier, later) && others.length === 0) return 'a retry';
  if (later.decidedAtMs < earlier.atMs) return 'an invocation was on its way for long';
  if (wasToBeReadBack(story, later)) return null;
  if (couldNotBeReadBack(story, later)) return 'the log of outcomes could not be read';
  const parties = [earlier.by, later.by, ...others];
  const fromMs = Math.min(earlier.atMs, ...parties.map((by) => story.firstClaimMs(by)));
  if (earlier.by !== later.by && earlier.by.diedBetween(fromMs, later.atMs)) return 'the earlier process died';
  return disturbanceBetween(story, circumstances, parties, { fromMs, toMs: later.atMs });
}

const isRetry = (earlier: InvocationMade, later: InvocationMade): boolean =>
  earlier.by === later.by && earlier.batchId === later.batchId && later.attempt > earlier.attempt;

/** Other dispatchers that had answered it when it was decided on. (What ingest rejected and then accepted no dispatcher knows of.) */
const answeredBy = ({ outcomes }: RequestStory, { by, decidedAtMs: beforeMs }: InvocationMade): Incarnation[] =>
  outcomes
    .filter(({ write, atMs }) => write.by !== by && write.by.role === 'dispatcher' && atMs < beforeMs)
    .map(({ write }) => write.by);

const wasAnsweredBefore = ({ outcomes }: RequestStory, atMs: number): boolean =>
  outcomes[0] !== undefined && outcomes[0].atMs < atMs;

/** Whether its outcome was in the log before it was claimed for this invocation, and the log was to be asked. */
function wasToBeReadBack(story: RequestStory, later: InvocationMade): boolean {
  const claim = story.claimOf(later);
  if (claim === undefined || !wasAnsweredBefore(story, claim.atMs)) return false;
  if (anyBetween(story.unreadAtMs, claim.atMs, later.atMs)) return false;
  const { verdict } = claim;
  return verdict === 'again' || verdict === 'none' || story.arrivedAtMs < claim.knownSinceMs + knowledgeSlackMs;
}

/** Whether the log could not be read for this invocation. */
function couldNotBeReadBack(story: RequestStory, later: InvocationMade): boolean {
  const claim = story.claimOf(later);
  return claim !== undefined && anyBetween(story.unreadAtMs, claim.atMs, later.atMs);
}

function disturbanceBetween(
  story: RequestStory,
  { wipesAtMs, leastPauseMs }: Circumstances,
  parties: readonly Incarnation[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): string | null {
  if (parties.some((by) => by.pausedBetween(fromMs, toMs, leastPauseMs))) return 'a process was paused';
  if (anyBetween(wipesAtMs, fromMs, toMs)) return 'the store was wiped';
  if (troubleBetween(story.silences, fromMs, toMs)) return 'the store did not answer';
  const writes = story.troubledWrites.filter(({ by }) => parties.includes(by));
  return troubleBetween(writes, fromMs, toMs) ? 'the outcome was not written in time' : null;
}

const troubleBetween = (calls: readonly CallTrouble[], fromMs: number, toMs: number): boolean =>
  calls.some(({ atMs }) => atMs >= fromMs && atMs <= toMs);

/** Why a request got an outcome after `earlier`, as far as the scenario explains it; null where it does not. */
export function causeOfOutcome(
  story: RequestStory,
  { wipesAtMs }: Circumstances,
  earlier: OutcomeMade,
  later: OutcomeMade,
): string | null {
  const [one, other] = [earlier.write, later.write];
  if (one.by.role === 'ingest' || other.by.role === 'ingest') return causeAtIngest(story, earlier, later);
  if (one.by === other.by && !(one.acknowledged && other.acknowledged)) return 'an acknowledgement was lost';
  if (wasHeldUp(earlier) || wasHeldUp(later)) return 'a write was held up after the guard';
  const fromMs = Math.min(story.firstClaimMs(one.by), story.firstClaimMs(other.by), earlier.atMs);
  if (anyBetween(story.unreadAtMs, earlier.atMs, later.atMs)) return 'the log of outcomes could not be read';
  if (anyBetween(wipesAtMs, fromMs, later.atMs)) return 'the store was wiped';
  return troubleBetween(story.silences, fromMs, later.atMs) ? 'the store did not answer' : null;
}

/** One of them rejected it. */
function causeAtIngest(story: RequestStory, earlier: OutcomeMade, later: OutcomeMade): string | null {
  if (story.requested > 1) return 'the producer repeated it';
  if (earlier.write.by.role !== later.write.by.role) return causeOfDisagreement(story, earlier, later);
  if (!earlier.write.acknowledged || !later.write.acknowledged) return 'an acknowledgement was lost';
  return story.handedToIngest > 1 ? 'ingest read it again' : null;
}

/**
 * Ingest rejected it, and a dispatcher answered it: what one ingest rejected another accepted, or the other way round. A
 * rejection that was in the log before the dispatcher claimed the request was to be found there.
 */
function causeOfDisagreement(story: RequestStory, earlier: OutcomeMade, later: OutcomeMade): string | null {
  const [rejected, answered] = earlier.write.by.role === 'ingest' ? [earlier, later] : [later, earlier];
  if (anyBetween(story.unreadAtMs, rejected.atMs, answered.atMs)) return 'the log of outcomes could not be read';
  if (wasReadAgainUnderAnotherPlan(story, rejected)) return 'ingest read it again under another plan';
  if (wasTakenUpLate(story, rejected)) return 'a process was paused';
  const claimedAtMs = story.claims.find(({ by }) => by === answered.write.by)?.atMs ?? -Infinity;
  if (rejected.atMs < claimedAtMs) return null;
  if (!rejected.write.acknowledged) return 'an acknowledgement was lost';
  return wasHeldUp(rejected) ? 'a write was held up after the guard' : null;
}

/** It was accepted by who read it first, and nothing could be served for it when it was read again. */
const wasReadAgainUnderAnotherPlan = (story: RequestStory, { code, atMs }: OutcomeMade): boolean =>
  code === 'slo_unattainable' && story.handedToIngest > 1 && story.acceptedAtMs <= atMs;

/** Who read it first stood still until it had lost the partition, and then decided on it as if nobody else had. */
const wasTakenUpLate = (story: RequestStory, { atMs }: OutcomeMade): boolean =>
  story.handedToIngest > 1 && story.stoodStillWithReader(topics.inferenceRequested.name, atMs, sessionTimeoutMs);

const wasHeldUp = ({ write, atMs }: OutcomeMade): boolean => atMs - write.admittedAtMs >= guardMarginMs;

import { topics } from '@harmonybatch/contracts';
import type { Incarnation } from '../world/incarnation';
import { sessionTimeoutMs } from '../world/world-options';
import type { FailedCall, InvocationEvent, OutcomeEvent, RequestHistory } from './request-history';

/** Between the guard's word and the log there may be as much time as the guard takes off the lease, ms. */
const guardMarginMs = 100;
/** Outcomes are read back for requests that arrived before the store knew all, and this long after, ms. */
const readBackMarginMs = 5_000;

/** What of the scenario explains that something was done twice. */
export interface CauseContext {
  readonly wipesAtMs: readonly number[];
  /** A shorter pause leaves enough of a lease that is renewed in time, ms. */
  readonly minPauseMs: number;
}

const anyBetween = (timesMs: readonly number[], fromMs: number, toMs: number): boolean =>
  timesMs.some((atMs) => atMs >= fromMs && atMs <= toMs);

/** Why a request was invoked again after `earlier`, as far as the scenario explains it; null where it does not. */
export function causeOfInvocation(
  story: RequestHistory,
  circumstances: CauseContext,
  earlier: InvocationEvent,
  later: InvocationEvent,
): string | null {
  const others = answeredBy(story, later);
  if (isRetry(earlier, later) && others.length === 0) return 'a retry';
  if (later.decidedAtMs < earlier.atMs) return 'an invocation was on its way for long';
  if (shouldHaveReadBack(story, later)) return null;
  if (couldNotBeReadBack(story, later)) return 'the log of outcomes could not be read';
  const parties = [earlier.by, later.by, ...others];
  const fromMs = Math.min(earlier.atMs, ...parties.map((by) => story.firstClaimMs(by)));
  if (earlier.by !== later.by && earlier.by.diedBetween(fromMs, later.atMs)) return 'the earlier process died';
  return disturbanceBetween(story, circumstances, parties, { fromMs, toMs: later.atMs });
}

const isRetry = (earlier: InvocationEvent, later: InvocationEvent): boolean =>
  earlier.by === later.by && earlier.batchId === later.batchId && later.attempt > earlier.attempt;

/** Other dispatchers that had answered it when it was decided on. (What ingest rejected and then accepted no dispatcher knows of.) */
const answeredBy = ({ outcomes }: RequestHistory, { by, decidedAtMs: beforeMs }: InvocationEvent): Incarnation[] =>
  outcomes
    .filter(({ write, atMs }) => write.by !== by && write.by.role === 'dispatcher' && atMs < beforeMs)
    .map(({ write }) => write.by);

const wasAnsweredBefore = ({ outcomes }: RequestHistory, atMs: number): boolean =>
  outcomes[0] !== undefined && outcomes[0].atMs < atMs;

/** Whether its outcome was in the log before it was claimed for this invocation, and the log was to be asked. */
function shouldHaveReadBack(story: RequestHistory, later: InvocationEvent): boolean {
  const claim = story.claimOf(later);
  if (claim === undefined || !wasAnsweredBefore(story, claim.atMs)) return false;
  if (anyBetween(story.failedLogReadsAtMs, claim.atMs, later.atMs)) return false;
  const { verdict } = claim;
  return verdict === 'again' || verdict === 'none' || story.arrivedAtMs < claim.knownSinceMs + readBackMarginMs;
}

/** Whether the log could not be read for this invocation. */
function couldNotBeReadBack(story: RequestHistory, later: InvocationEvent): boolean {
  const claim = story.claimOf(later);
  return claim !== undefined && anyBetween(story.failedLogReadsAtMs, claim.atMs, later.atMs);
}

function disturbanceBetween(
  story: RequestHistory,
  { wipesAtMs, minPauseMs }: CauseContext,
  parties: readonly Incarnation[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): string | null {
  if (parties.some((by) => by.pausedBetween(fromMs, toMs, minPauseMs))) return 'a process was paused';
  if (anyBetween(wipesAtMs, fromMs, toMs)) return 'the store was wiped';
  if (troubleBetween(story.unansweredCalls, fromMs, toMs)) return 'the store did not answer';
  const writes = story.failedWrites.filter(({ by }) => parties.includes(by));
  return troubleBetween(writes, fromMs, toMs) ? 'the outcome was not written in time' : null;
}

const troubleBetween = (calls: readonly FailedCall[], fromMs: number, toMs: number): boolean =>
  calls.some(({ atMs }) => atMs >= fromMs && atMs <= toMs);

/** Why a request got an outcome after `earlier`, as far as the scenario explains it; null where it does not. */
export function causeOfOutcome(
  story: RequestHistory,
  { wipesAtMs }: CauseContext,
  earlier: OutcomeEvent,
  later: OutcomeEvent,
): string | null {
  const [one, other] = [earlier.write, later.write];
  if (one.by.role === 'ingest' || other.by.role === 'ingest') return causeAtIngest(story, earlier, later);
  if (one.by === other.by && !(one.acknowledged && other.acknowledged)) return 'an acknowledgement was lost';
  if (wasDelayed(earlier) || wasDelayed(later)) return 'a write was held up after the guard';
  const fromMs = Math.min(story.firstClaimMs(one.by), story.firstClaimMs(other.by), earlier.atMs);
  if (anyBetween(story.failedLogReadsAtMs, earlier.atMs, later.atMs)) return 'the log of outcomes could not be read';
  if (anyBetween(wipesAtMs, fromMs, later.atMs)) return 'the store was wiped';
  return troubleBetween(story.unansweredCalls, fromMs, later.atMs) ? 'the store did not answer' : null;
}

/** One of them rejected it. */
function causeAtIngest(story: RequestHistory, earlier: OutcomeEvent, later: OutcomeEvent): string | null {
  if (story.requested > 1) return 'the producer repeated it';
  if (earlier.write.by.role !== later.write.by.role) return causeOfDisagreement(story, earlier, later);
  if (!earlier.write.acknowledged || !later.write.acknowledged) return 'an acknowledgement was lost';
  return story.ingestDeliveries > 1 ? 'ingest read it again' : null;
}

/**
 * Ingest rejected it, and a dispatcher answered it: what one ingest rejected another accepted, or the other way round. A
 * rejection that was in the log before the dispatcher claimed the request was to be found there.
 */
function causeOfDisagreement(story: RequestHistory, earlier: OutcomeEvent, later: OutcomeEvent): string | null {
  const [rejected, answered] = earlier.write.by.role === 'ingest' ? [earlier, later] : [later, earlier];
  if (anyBetween(story.failedLogReadsAtMs, rejected.atMs, answered.atMs))
    return 'the log of outcomes could not be read';
  if (wasReadAgainUnderAnotherPlan(story, rejected)) return 'ingest read it again under another plan';
  if (wasTakenUpLate(story, rejected)) return 'a process was paused';
  const claimedAtMs = story.claims.find(({ by }) => by === answered.write.by)?.atMs ?? -Infinity;
  if (rejected.atMs < claimedAtMs) return null;
  if (wasUnacknowledged(story, rejected)) return 'an acknowledgement was lost';
  return wasDelayed(rejected) ? 'a write was held up after the guard' : null;
}

/** It was not acknowledged, or was written again because it had not been before. */
const wasUnacknowledged = ({ outcomes }: RequestHistory, rejected: OutcomeEvent): boolean =>
  [...outcomes, rejected].some(({ write }) => write.by === rejected.write.by && !write.acknowledged);

/** It was accepted by who read it first, and nothing could be served for it when it was read again. */
const wasReadAgainUnderAnotherPlan = (story: RequestHistory, { code, atMs }: OutcomeEvent): boolean =>
  code === 'slo_unattainable' && story.ingestDeliveries > 1 && story.acceptedAtMs <= atMs;

/** Who read it first stood still until it had lost the partition, and then decided on it as if nobody else had. */
const wasTakenUpLate = (story: RequestHistory, { atMs }: OutcomeEvent): boolean =>
  story.ingestDeliveries > 1 && story.readerWasPaused(topics.inferenceRequested.name, atMs, sessionTimeoutMs);

const wasDelayed = ({ write, atMs }: OutcomeEvent): boolean => atMs - write.admittedAtMs >= guardMarginMs;

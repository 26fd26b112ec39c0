import { topics, type FunctionInvocation } from '@harmonybatch/contracts';
import type { StoreAnswer, InboundRecord, OutboundRecord, SettleClaim, SettleVerdict } from '@harmonybatch/ports';
import type { StoredRecord, VirtualClock } from '@harmonybatch/memory';
import type { Write, WriteListener } from '../world/gated-publisher';
import type { InvocationListener } from '../world/gated-invoker';
import type { ClaimListener } from '../world/gated-store';
import type { Incarnation } from '../world/incarnation';
import { maxSkewMs } from '../world/world-options';
import { causeOfInvocation, causeOfOutcome } from './causes';
import type { History } from './history';
import type { RequestHistory } from './request-history';
import { RequestIndex } from './request-index';
import type { Violation } from './violation';

/** Sees everything that happens outside of the processes, and checks every event against the promises. */
export class InvariantChecker implements ClaimListener, InvocationListener, WriteListener {
  readonly requests = new RequestIndex();
  readonly violations: Violation[] = [];
  /** What explained second outcomes and invocations, and how often. */
  readonly causes = new Map<string, number>();
  /** Records of `batch.ready`. */
  batches = 0;
  readonly wipesAtMs: number[] = [];
  private write: Write | null = null;

  constructor(
    private readonly clock: VirtualClock,
    private readonly startedAtMs: number,
    readonly history: History,
    readonly minPauseMs: number,
  ) {}

  report(kind: Violation['kind'], text: string): void {
    this.violations.push({ kind, atMs: this.clock.nowMs() - this.startedAtMs, text });
  }

  /** Everything appended meanwhile was written by this write. */
  writing(write: Write, append: () => void): void {
    this.write = write;
    append();
    this.write = null;
  }

  writeFailed(by: Incarnation, records: readonly OutboundRecord[]): void {
    this.history.annotate(() => `${by.name} has trouble with writing ${records.map(({ topic }) => topic).join(' ')}`);
    for (const { topic, key } of records) {
      if (topic !== topics.inferenceCompleted.name || key === null) continue;
      this.requests.of(key).failedWrites.push({ by, atMs: this.clock.nowMs() });
    }
  }

  readonly appended = (topic: string, partition: number, offset: number, record: StoredRecord): void => {
    const by = this.write?.by.name ?? 'producer';
    this.history.record(`${by} wrote ${topic}/${partition}/${offset} ${record.key ?? '-'}`);
    if (topic === topics.inferenceRequested.name) this.requests.requested(partition, offset, record);
    else if (topic === topics.inferenceAccepted.name) this.requests.accepted(partition, offset, record);
    else if (topic === topics.batchReady.name) this.ready(partition, offset, record);
    else if (topic === topics.inferenceCompleted.name) this.completed(record);
    else if (topic.endsWith('.dead')) this.requests.deadLetterWritten(topic, record);
  };

  /** A record is handed to a process. */
  delivered(to: Incarnation, record: InboundRecord): void {
    for (const story of this.requests.about(record)) {
      story.readBy(record.topic, to);
      if (record.topic === topics.inferenceRequested.name) story.ingestDeliveries += 1;
    }
  }

  /** A topic was recreated: what of it no process has any more is gone. */
  topicRecreated(topic: string): void {
    for (const story of this.requests.topicRecreated(topic)) if (!isFact(topic, story)) story.lostTopics.add(topic);
  }

  /** Whether the request was lost with a topic: what was asked there is not a fact, and nobody who lives has read it. */
  wasLostWithTopic(story: RequestHistory): boolean {
    return [...story.lostTopics].some((topic) => !isFact(topic, story) && !story.isWithReader(topic));
  }

  /** Offsets from `from` up to `to` were given up: whatever they asked for must be a fact. */
  readonly committed = (topic: string, partition: number, from: number, to: number): void => {
    this.history.record(`committed ${topic}/${partition} ${to}`);
    for (let offset = from; offset < to; offset += 1) {
      const standsElsewhere = this.requests.hasCopy(topic, partition, offset);
      const stories = standsElsewhere ? [] : this.requests.at(topic, partition, offset);
      const missing = stories.filter((story) => !isFact(topic, story));
      for (const { identity } of missing) this.reportLost(topic, partition, offset, identity);
      if (!this.requests.isDeadLetteredOrReadable(topic, partition, offset))
        this.reportLost(topic, partition, offset, 'a dead letter');
    }
  };

  claimed(by: Incarnation, claim: SettleClaim, { knownSinceMs, reply }: StoreAnswer<SettleVerdict[]>): void {
    const atMs = this.clock.nowMs();
    const { batchId, ids } = claim;
    const askedAtMs = claim.nowMs - maxSkewMs;
    ids.forEach((id, index) => {
      const verdict = reply[index]!.kind;
      this.requests.of(id).claims.push({ by, batchId, askedAtMs, atMs, verdict, knownSinceMs });
      this.history.annotate(() => `${by.name} settled ${id}: ${verdict}`);
    });
  }

  claimUnanswered(by: Incarnation, { batchId, ids, nowMs }: SettleClaim): void {
    this.unanswered(by, ids);
    const atMs = this.clock.nowMs();
    const made = { by, batchId, askedAtMs: nowMs - maxSkewMs, atMs, verdict: 'none', knownSinceMs: atMs } as const;
    for (const id of ids) this.requests.of(id).claims.push(made);
  }

  unanswered(by: Incarnation, ids: readonly string[]): void {
    this.history.annotate(() => `${by.name} gets no answer about ${ids.join(' ')}`);
    for (const id of ids) this.requests.of(id).unansweredCalls.push({ by, atMs: this.clock.nowMs() });
  }

  readonly logReadFailed = (identities: readonly string[]): void => {
    for (const identity of identities) this.requests.of(identity).failedLogReadsAtMs.push(this.clock.nowMs());
  };

  invoked(by: Incarnation, { batchId, attempt, items }: FunctionInvocation, decidedAtMs: number): void {
    this.history.record(`${by.name} invokes ${batchId} attempt ${attempt}: ${items.map(({ id }) => id).join(' ')}`);
    const atMs = this.clock.nowMs();
    for (const { id } of items) {
      const story = this.requests.of(id);
      const invocation = { by, batchId, attempt, atMs, decidedAtMs };
      for (const earlier of story.invocations) {
        const cause = causeOfInvocation(story, this, earlier, invocation);
        this.attribute('second invocation', story, cause, by);
      }
      story.invocations.push(invocation);
    }
  }

  /** A process is about to invoke a function: is it still wanted? */
  invoking(by: Incarnation, { items }: FunctionInvocation): void {
    const nowMs = this.clock.nowMs();
    for (const { id } of items) {
      const { deadlineMs, servesLate } = this.requests.of(id);
      if (nowMs < deadlineMs + maxSkewMs || servesLate) continue;
      this.report('late invocation', `${by.name} runs ${id} ${nowMs - deadlineMs} ms after its deadline`);
    }
  }

  readonly answered = (identity: string): void => {
    this.requests.of(identity).answeredByFunction = true;
  };

  wiped(): void {
    this.wipesAtMs.push(this.clock.nowMs());
  }

  private ready(partition: number, offset: number, record: StoredRecord): void {
    this.batches += 1;
    const stories = this.requests.ready(partition, offset, record);
    this.history.annotate(() => `batch of ${stories.map(({ identity }) => identity).join(' ')}`);
  }

  private completed(record: StoredRecord): void {
    const { write } = this;
    if (write === null) throw new Error('an outcome was written by nobody');
    const { story, outcome } = this.requests.completed(record);
    this.history.record(`${outcome.identity} is ${outcome.status} ${outcome.error?.code ?? ''}`);
    const made = { write, status: outcome.status, code: outcome.error?.code, atMs: this.clock.nowMs() };
    if (outcome.status === 'ok' && !story.answeredByFunction) {
      this.report('invented answer', `${story.identity} is ok, but no function answered it`);
    }
    for (const earlier of story.outcomes) {
      this.attribute('second outcome', story, causeOfOutcome(story, this, earlier, made), write.by);
    }
    story.outcomes.push(made);
  }

  private attribute(
    kind: 'second outcome' | 'second invocation',
    { identity }: RequestHistory,
    cause: string | null,
    by: Incarnation,
  ): void {
    if (cause === null) return this.report(kind, `${identity} by ${by.name}, and nothing explains it`);
    this.causes.set(cause, (this.causes.get(cause) ?? 0) + 1);
    this.history.annotate(() => `${kind} of ${identity}: ${cause}`);
  }

  private reportLost(topic: string, partition: number, offset: number, what: string): void {
    this.report('lost', `${topic}/${partition}/${offset} was given up without ${what}`);
  }
}

/** Whether what a record asks of its consumer is in the log for this request. */
function isFact(topic: string, story: RequestHistory): boolean {
  if (story.outcomes.length > 0) return true;
  if (topic === topics.inferenceRequested.name) return story.accepted;
  return topic === topics.inferenceAccepted.name && story.inBatch;
}

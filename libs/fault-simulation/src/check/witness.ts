import { topics, type FunctionInvocation } from '@harmonybatch/contracts';
import type { StoreAnswer, InboundRecord, OutboundRecord, SettleClaim, SettleVerdict } from '@harmonybatch/ports';
import type { StoredRecord, VirtualClock } from '@harmonybatch/memory';
import type { Write, WriteListener } from '../world/gated-publisher';
import type { InvocationListener } from '../world/gated-invoker';
import type { ClaimListener } from '../world/gated-store';
import type { Incarnation } from '../world/incarnation';
import { mostSkewMs } from '../world/world-terms';
import { causeOfInvocation, causeOfOutcome } from './causes';
import type { History } from './history';
import type { RequestStory } from './request-story';
import { StoryBook } from './story-book';
import type { Violation } from './violation';

/** Sees everything that happens outside of the processes, and checks every event against the promises. */
export class Witness implements ClaimListener, InvocationListener, WriteListener {
  readonly stories = new StoryBook();
  readonly violations: Violation[] = [];
  /** What explained second outcomes and invocations, and how often. */
  readonly causes = new Map<string, number>();
  /** Records of `batch.ready`. */
  batches = 0;
  readonly wipesAtMs: number[] = [];
  private write: Write | null = null;

  constructor(
    private readonly clock: VirtualClock,
    private readonly bornAtMs: number,
    readonly history: History,
    readonly leastPauseMs: number,
  ) {}

  violated(kind: Violation['kind'], text: string): void {
    this.violations.push({ kind, atMs: this.clock.nowMs() - this.bornAtMs, text });
  }

  /** Everything appended meanwhile was written by this write. */
  writing(write: Write, append: () => void): void {
    this.write = write;
    append();
    this.write = null;
  }

  writeTroubled(by: Incarnation, records: readonly OutboundRecord[]): void {
    this.history.noted(() => `${by.name} has trouble with writing ${records.map(({ topic }) => topic).join(' ')}`);
    for (const { topic, key } of records) {
      if (topic !== topics.inferenceCompleted.name || key === null) continue;
      this.stories.of(key).troubledWrites.push({ by, atMs: this.clock.nowMs() });
    }
  }

  readonly appended = (topic: string, partition: number, offset: number, record: StoredRecord): void => {
    const by = this.write?.by.name ?? 'producer';
    this.history.happened(`${by} wrote ${topic}/${partition}/${offset} ${record.key ?? '-'}`);
    if (topic === topics.inferenceRequested.name) this.stories.requested(partition, offset, record);
    else if (topic === topics.inferenceAccepted.name) this.stories.accepted(partition, offset, record);
    else if (topic === topics.batchReady.name) this.ready(partition, offset, record);
    else if (topic === topics.inferenceCompleted.name) this.completed(record);
    else if (topic.endsWith('.dead')) this.stories.buriedBy(topic, record);
  };

  /** A record is handed to a process. */
  handed(to: Incarnation, record: InboundRecord): void {
    for (const story of this.stories.about(record)) {
      story.readBy(record.topic, to);
      if (record.topic === topics.inferenceRequested.name) story.handedToIngest += 1;
    }
  }

  /** A topic was recreated: what of it no process has any more is gone. */
  beganAnew(topic: string): void {
    for (const story of this.stories.beganAnew(topic)) if (!isFact(topic, story)) story.cutOffAt.add(topic);
  }

  /** Whether the request was lost with a topic: what was asked there is not a fact, and nobody who lives has read it. */
  wasCutOff(story: RequestStory): boolean {
    return [...story.cutOffAt].some((topic) => !isFact(topic, story) && !story.isWithReader(topic));
  }

  /** Offsets from `from` up to `to` were given up: whatever they asked for must be a fact. */
  readonly committed = (topic: string, partition: number, from: number, to: number): void => {
    this.history.happened(`committed ${topic}/${partition} ${to}`);
    for (let offset = from; offset < to; offset += 1) {
      const standsElsewhere = this.stories.standsElsewhere(topic, partition, offset);
      const stories = standsElsewhere ? [] : this.stories.at(topic, partition, offset);
      const missing = stories.filter((story) => !isFact(topic, story));
      for (const { identity } of missing) this.lost(topic, partition, offset, identity);
      if (!this.stories.isBuriedOrReadable(topic, partition, offset))
        this.lost(topic, partition, offset, 'a dead letter');
    }
  };

  claimed(by: Incarnation, claim: SettleClaim, { knownSinceMs, reply }: StoreAnswer<SettleVerdict[]>): void {
    const atMs = this.clock.nowMs();
    const { batchId, ids } = claim;
    const askedAtMs = claim.nowMs - mostSkewMs;
    ids.forEach((id, index) => {
      const verdict = reply[index]!.kind;
      this.stories.of(id).claims.push({ by, batchId, askedAtMs, atMs, verdict, knownSinceMs });
      this.history.noted(() => `${by.name} settled ${id}: ${verdict}`);
    });
  }

  claimUnanswered(by: Incarnation, { batchId, ids, nowMs }: SettleClaim): void {
    this.unanswered(by, ids);
    const atMs = this.clock.nowMs();
    const made = { by, batchId, askedAtMs: nowMs - mostSkewMs, atMs, verdict: 'none', knownSinceMs: atMs } as const;
    for (const id of ids) this.stories.of(id).claims.push(made);
  }

  unanswered(by: Incarnation, ids: readonly string[]): void {
    this.history.noted(() => `${by.name} gets no answer about ${ids.join(' ')}`);
    for (const id of ids) this.stories.of(id).silences.push({ by, atMs: this.clock.nowMs() });
  }

  readonly unread = (identities: readonly string[]): void => {
    for (const identity of identities) this.stories.of(identity).unreadAtMs.push(this.clock.nowMs());
  };

  invoked(by: Incarnation, { batchId, attempt, items }: FunctionInvocation, decidedAtMs: number): void {
    this.history.happened(`${by.name} invokes ${batchId} attempt ${attempt}: ${items.map(({ id }) => id).join(' ')}`);
    const atMs = this.clock.nowMs();
    for (const { id } of items) {
      const story = this.stories.of(id);
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
      const { deadlineMs, servedLate } = this.stories.of(id);
      if (nowMs < deadlineMs + mostSkewMs || servedLate) continue;
      this.violated('late invocation', `${by.name} runs ${id} ${nowMs - deadlineMs} ms after its deadline`);
    }
  }

  readonly answered = (identity: string): void => {
    this.stories.of(identity).answeredByFunction = true;
  };

  wiped(): void {
    this.wipesAtMs.push(this.clock.nowMs());
  }

  private ready(partition: number, offset: number, record: StoredRecord): void {
    this.batches += 1;
    const stories = this.stories.ready(partition, offset, record);
    this.history.noted(() => `batch of ${stories.map(({ identity }) => identity).join(' ')}`);
  }

  private completed(record: StoredRecord): void {
    const { write } = this;
    if (write === null) throw new Error('an outcome was written by nobody');
    const { story, outcome } = this.stories.completed(record);
    this.history.happened(`${outcome.identity} is ${outcome.status} ${outcome.error?.code ?? ''}`);
    const made = { write, status: outcome.status, code: outcome.error?.code, atMs: this.clock.nowMs() };
    if (outcome.status === 'ok' && !story.answeredByFunction) {
      this.violated('invented answer', `${story.identity} is ok, but no function answered it`);
    }
    for (const earlier of story.outcomes) {
      this.attribute('second outcome', story, causeOfOutcome(story, this, earlier, made), write.by);
    }
    story.outcomes.push(made);
  }

  private attribute(
    kind: 'second outcome' | 'second invocation',
    { identity }: RequestStory,
    cause: string | null,
    by: Incarnation,
  ): void {
    if (cause === null) return this.violated(kind, `${identity} by ${by.name}, and nothing explains it`);
    this.causes.set(cause, (this.causes.get(cause) ?? 0) + 1);
    this.history.noted(() => `${kind} of ${identity}: ${cause}`);
  }

  private lost(topic: string, partition: number, offset: number, what: string): void {
    this.violated('lost', `${topic}/${partition}/${offset} was given up without ${what}`);
  }
}

/** Whether what a record asks of its consumer is in the log for this request. */
function isFact(topic: string, story: RequestStory): boolean {
  if (story.outcomes.length > 0) return true;
  if (topic === topics.inferenceRequested.name) return story.accepted;
  return topic === topics.inferenceAccepted.name && story.inBatch;
}

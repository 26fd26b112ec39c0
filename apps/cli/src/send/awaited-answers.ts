import { compile, idOfPlace, InferenceCompleted, topics } from '@harmonybatch/contracts';
import type { InboundRecord } from '@harmonybatch/ports';

export interface Answer {
  readonly outcome: InferenceCompleted;
  /** From send to receipt by this command's clock. */
  readonly latencyMs: number;
}

const check = compile(InferenceCompleted);
/** Outcomes of requests that nobody is known to have sent, which are kept until it is known which of them are ours. */
const maxNobodys = 10_000;

/** Takes the answers to requests of one app out of `inference.completed`. */
export class AwaitedAnswers {
  private readonly answers = new Map<string, Answer>();
  /** By their place: so a request is named whose signature is refused. */
  private readonly nobodys = new Map<string, Answer>();
  private readonly idsByPlace = new Map<string, string>();

  private sentMs = Infinity;

  constructor(
    private readonly app: string,
    private readonly ids: ReadonlySet<string>,
  ) {}

  /** What was answered before the requests were sent is no answer to them. @param nowMs monotonic clock */
  sentAt(nowMs: number): void {
    this.sentMs = nowMs;
  }

  get size(): number {
    return this.answers.size;
  }

  get(id: string): Answer | undefined {
    return this.answers.get(id);
  }

  values(): Answer[] {
    return [...this.answers.values()];
  }

  /** Where Kafka put the requests: those of `ids`, in order, from `baseOffset` on. */
  placedAt(partition: number, baseOffset: number): void {
    [...this.ids].forEach((id, at) => {
      const place = idOfPlace(topics.inferenceRequested.name, partition, baseOffset + at);
      this.idsByPlace.set(place, id);
      const answer = this.nobodys.get(place);
      if (answer !== undefined) this.add(id, answer);
    });
  }

  /** @param nowMs monotonic clock, at receipt */
  take(record: Pick<InboundRecord, 'value'>, nowMs: number): void {
    const outcome = parseOutcome(record);
    if (outcome === undefined || outcome.source !== undefined || nowMs < this.sentMs) return;
    const answer = { outcome, latencyMs: nowMs - this.sentMs };
    if (outcome.app === '') this.takeNobodys(answer);
    else if (outcome.app === this.app && this.ids.has(outcome.id)) this.add(outcome.id, answer);
  }

  private takeNobodys(answer: Answer): void {
    const id = this.idsByPlace.get(answer.outcome.id);
    if (id !== undefined) this.add(id, answer);
    else if (this.nobodys.size < maxNobodys) this.nobodys.set(answer.outcome.id, answer);
  }

  private add(id: string, answer: Answer): void {
    if (!this.answers.has(id)) this.answers.set(id, answer);
  }
}

function parseOutcome({ value }: Pick<InboundRecord, 'value'>): InferenceCompleted | undefined {
  try {
    const parsed: unknown = JSON.parse(value?.toString('utf8') ?? 'null');
    return check.check(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

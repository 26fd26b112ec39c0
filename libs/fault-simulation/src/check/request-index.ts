import {
  deadLetterHeaders,
  deadLetterTopics,
  identityOfId,
  identityOfPlace,
  topics,
  type BatchReady,
  type InferenceAccepted,
  type InferenceCompleted,
  type InferenceRequested,
} from '@harmonybatch/contracts';
import type { InboundRecord } from '@harmonybatch/ports';
import type { StoredRecord } from '@harmonybatch/memory';
import { RequestHistory } from './request-history';

const positionOf = (topic: string, partition: number | string, offset: number | string): string =>
  `${topic}/${partition}/${offset}`;

type RecordPosition = Pick<InboundRecord, 'topic' | 'partition' | 'offset' | 'timestampMs'>;

/** A record's place and time of append: of a topic that was recreated, another record may stand in its place. */
const recordKey = ({ topic, partition, offset, timestampMs }: RecordPosition): string =>
  `${positionOf(topic, partition, offset)}@${timestampMs}`;

/** Every request's story, found by its identity or by a record that is about it. */
export class RequestIndex {
  private readonly byIdentity = new Map<string, RequestHistory>();
  /** Places at which the same record stands and is not given up, by its content and by each of those places. */
  private readonly byContent = new Map<string, Set<string>>();
  private readonly copies = new Map<string, Set<string>>();
  private readonly byPosition = new Map<string, readonly RequestHistory[]>();
  private readonly byRecord = new Map<string, readonly RequestHistory[]>();
  private readonly deadLetters = new Set<string>();
  private readonly unreadable = new Set<string>();

  of(identity: string): RequestHistory {
    let story = this.byIdentity.get(identity);
    if (story === undefined) {
      story = new RequestHistory(identity);
      this.byIdentity.set(identity, story);
    }
    return story;
  }

  all(): IterableIterator<RequestHistory> {
    return this.byIdentity.values();
  }

  get size(): number {
    return this.byIdentity.size;
  }

  /** The requests that a record is about, whatever became of its topic since it was read; none for one that cannot be read. */
  about(record: RecordPosition): readonly RequestHistory[] {
    return this.byRecord.get(recordKey(record)) ?? [];
  }

  /** The requests that the record which stands at a place now is about; none for one that cannot be read. */
  at(topic: string, partition: number, offset: number): readonly RequestHistory[] {
    return this.byPosition.get(positionOf(topic, partition, offset)) ?? [];
  }

  /** A topic was recreated: nothing stands in it. @returns the requests that records of the old one were about */
  topicRecreated(topic: string): Set<RequestHistory> {
    const isOfTopic = (where: string): boolean => where.startsWith(`${topic}/`);
    const places = [...this.byPosition].filter(([where]) => isOfTopic(where));
    for (const [where] of places) {
      this.byPosition.delete(where);
      this.copies.get(where)?.delete(where);
      this.copies.delete(where);
    }
    for (const where of [...this.unreadable].filter(isOfTopic)) this.unreadable.delete(where);
    return new Set(places.flatMap(([, stories]) => stories));
  }

  /** Whether a record that cannot be read has its dead letter, or needs none. */
  isDeadLetteredOrReadable(topic: string, partition: number, offset: number): boolean {
    const where = positionOf(topic, partition, offset);
    return !this.unreadable.has(where) || this.deadLetters.has(where);
  }

  /** Records that cannot be read and have no dead letter. */
  missingDeadLetters(): string[] {
    return [...this.unreadable].filter((where) => !this.deadLetters.has(where));
  }

  requested(partition: number, offset: number, { value, timestampMs }: StoredRecord): void {
    const topic = topics.inferenceRequested.name;
    const request = parsed<InferenceRequested>(value);
    if (request === null) {
      this.unreadable.add(positionOf(topic, partition, offset));
      return;
    }
    const { app, id } = request;
    const story = this.of(
      id === undefined ? identityOfPlace(topic, partition, offset, timestampMs) : identityOfId(app, '', id),
    );
    story.requested += 1;
    this.index({ topic, partition, offset, timestampMs }, [story]);
  }

  private index(record: RecordPosition, stories: readonly RequestHistory[]): void {
    this.byPosition.set(positionOf(record.topic, record.partition, record.offset), stories);
    this.byRecord.set(recordKey(record), stories);
  }

  /** Whether a record stands at another place too that is not given up: it was written again. */
  hasCopy(topic: string, partition: number, offset: number): boolean {
    const copies = this.copies.get(positionOf(topic, partition, offset));
    copies?.delete(positionOf(topic, partition, offset));
    return copies !== undefined && copies.size > 0;
  }

  private indexCopy(topic: string, partition: number, offset: number, value: Buffer | null): void {
    const content = `${topic} ${String(value)}`;
    const copies = this.byContent.get(content) ?? new Set<string>();
    this.byContent.set(content, copies.add(positionOf(topic, partition, offset)));
    this.copies.set(positionOf(topic, partition, offset), copies);
  }

  accepted(partition: number, offset: number, { value, timestampMs }: StoredRecord): void {
    const topic = topics.inferenceAccepted.name;
    this.indexCopy(topic, partition, offset, value);
    const request = JSON.parse(String(value)) as InferenceAccepted;
    const story = this.of(request.identity);
    story.acceptedAtMs = Math.min(story.acceptedAtMs, timestampMs);
    story.deadlineMs = Math.max(story.deadlineMs, request.deadlineMs);
    story.arrivedAtMs = Math.min(story.arrivedAtMs, request.arrivedAtMs);
    story.servesLate = request.whenLate === 'serve';
    this.index({ topic, partition, offset, timestampMs }, [story]);
  }

  ready(partition: number, offset: number, { value, timestampMs }: StoredRecord): readonly RequestHistory[] {
    const topic = topics.batchReady.name;
    this.indexCopy(topic, partition, offset, value);
    const batch = JSON.parse(String(value)) as BatchReady;
    const stories = batch.requests.map(({ identity }) => this.of(identity));
    for (const story of stories) {
      story.inBatch = true;
      story.inUnplannedBatch ||= batch.reason === 'unplanned';
    }
    this.index({ topic, partition, offset, timestampMs }, stories);
    return stories;
  }

  /** @returns the outcome and whose it is. */
  completed({ value }: StoredRecord): { readonly story: RequestHistory; readonly outcome: InferenceCompleted } {
    const outcome = JSON.parse(String(value)) as InferenceCompleted;
    return { story: this.of(outcome.identity), outcome };
  }

  deadLetterWritten(topic: string, { headers }: StoredRecord): void {
    const origin = headers[deadLetterHeaders.topic] ?? '';
    if (deadLetterTopics[origin]?.name !== topic) throw new Error(`a dead letter of ${origin} in ${topic}`);
    const { partition, offset } = deadLetterHeaders;
    this.deadLetters.add(positionOf(origin, headers[partition] ?? '', headers[offset] ?? ''));
  }
}

function parsed<T>(value: Buffer | null): T | null {
  try {
    return JSON.parse(String(value)) as T;
  } catch {
    return null;
  }
}

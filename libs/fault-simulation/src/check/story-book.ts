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
import { RequestStory } from './request-story';

const place = (topic: string, partition: number | string, offset: number | string): string =>
  `${topic}/${partition}/${offset}`;

type Placed = Pick<InboundRecord, 'topic' | 'partition' | 'offset' | 'timestampMs'>;

/** A record's place and time of append: of a topic that was recreated, another record may stand in its place. */
const recordName = ({ topic, partition, offset, timestampMs }: Placed): string =>
  `${place(topic, partition, offset)}@${timestampMs}`;

/** Every request's story, found by its identity or by a record that is about it. */
export class StoryBook {
  private readonly byIdentity = new Map<string, RequestStory>();
  /** Places at which the same record stands and is not given up, by its content and by each of those places. */
  private readonly byContent = new Map<string, Set<string>>();
  private readonly copies = new Map<string, Set<string>>();
  private readonly byPlace = new Map<string, readonly RequestStory[]>();
  private readonly byRecord = new Map<string, readonly RequestStory[]>();
  private readonly buried = new Set<string>();
  private readonly unreadable = new Set<string>();

  of(identity: string): RequestStory {
    let story = this.byIdentity.get(identity);
    if (story === undefined) {
      story = new RequestStory(identity);
      this.byIdentity.set(identity, story);
    }
    return story;
  }

  all(): IterableIterator<RequestStory> {
    return this.byIdentity.values();
  }

  get size(): number {
    return this.byIdentity.size;
  }

  /** The requests that a record is about, whatever became of its topic since it was read; none for one that cannot be read. */
  about(record: Placed): readonly RequestStory[] {
    return this.byRecord.get(recordName(record)) ?? [];
  }

  /** The requests that the record which stands at a place now is about; none for one that cannot be read. */
  at(topic: string, partition: number, offset: number): readonly RequestStory[] {
    return this.byPlace.get(place(topic, partition, offset)) ?? [];
  }

  /** A topic was recreated: nothing stands in it. @returns the requests that records of the old one were about */
  beganAnew(topic: string): Set<RequestStory> {
    const isOfTopic = (where: string): boolean => where.startsWith(`${topic}/`);
    const places = [...this.byPlace].filter(([where]) => isOfTopic(where));
    for (const [where] of places) {
      this.byPlace.delete(where);
      this.copies.get(where)?.delete(where);
      this.copies.delete(where);
    }
    for (const where of [...this.unreadable].filter(isOfTopic)) this.unreadable.delete(where);
    return new Set(places.flatMap(([, stories]) => stories));
  }

  /** Whether a record that cannot be read has its dead letter, or needs none. */
  isBuriedOrReadable(topic: string, partition: number, offset: number): boolean {
    const where = place(topic, partition, offset);
    return !this.unreadable.has(where) || this.buried.has(where);
  }

  /** Records that cannot be read and have no dead letter. */
  unburied(): string[] {
    return [...this.unreadable].filter((where) => !this.buried.has(where));
  }

  requested(partition: number, offset: number, { value, timestampMs }: StoredRecord): void {
    const topic = topics.inferenceRequested.name;
    const request = parsed<InferenceRequested>(value);
    if (request === null) {
      this.unreadable.add(place(topic, partition, offset));
      return;
    }
    const { app, id } = request;
    const story = this.of(
      id === undefined ? identityOfPlace(topic, partition, offset, timestampMs) : identityOfId(app, '', id),
    );
    story.requested += 1;
    this.note({ topic, partition, offset, timestampMs }, [story]);
  }

  private note(record: Placed, stories: readonly RequestStory[]): void {
    this.byPlace.set(place(record.topic, record.partition, record.offset), stories);
    this.byRecord.set(recordName(record), stories);
  }

  /** Whether a record stands at another place too that is not given up: it was written again. */
  standsElsewhere(topic: string, partition: number, offset: number): boolean {
    const copies = this.copies.get(place(topic, partition, offset));
    copies?.delete(place(topic, partition, offset));
    return copies !== undefined && copies.size > 0;
  }

  private noteCopy(topic: string, partition: number, offset: number, value: Buffer | null): void {
    const content = `${topic} ${String(value)}`;
    const copies = this.byContent.get(content) ?? new Set<string>();
    this.byContent.set(content, copies.add(place(topic, partition, offset)));
    this.copies.set(place(topic, partition, offset), copies);
  }

  accepted(partition: number, offset: number, { value, timestampMs }: StoredRecord): void {
    const topic = topics.inferenceAccepted.name;
    this.noteCopy(topic, partition, offset, value);
    const request = JSON.parse(String(value)) as InferenceAccepted;
    const story = this.of(request.identity);
    story.acceptedAtMs = Math.min(story.acceptedAtMs, timestampMs);
    story.deadlineMs = Math.max(story.deadlineMs, request.deadlineMs);
    story.arrivedAtMs = Math.min(story.arrivedAtMs, request.arrivedAtMs);
    story.servedLate = request.whenLate === 'serve';
    this.note({ topic, partition, offset, timestampMs }, [story]);
  }

  ready(partition: number, offset: number, { value, timestampMs }: StoredRecord): readonly RequestStory[] {
    const topic = topics.batchReady.name;
    this.noteCopy(topic, partition, offset, value);
    const batch = JSON.parse(String(value)) as BatchReady;
    const stories = batch.requests.map(({ identity }) => this.of(identity));
    for (const story of stories) {
      story.inBatch = true;
      story.inUnplannedBatch ||= batch.reason === 'unplanned';
    }
    this.note({ topic, partition, offset, timestampMs }, stories);
    return stories;
  }

  /** @returns the outcome and whose it is. */
  completed({ value }: StoredRecord): { readonly story: RequestStory; readonly outcome: InferenceCompleted } {
    const outcome = JSON.parse(String(value)) as InferenceCompleted;
    return { story: this.of(outcome.identity), outcome };
  }

  buriedBy(topic: string, { headers }: StoredRecord): void {
    const origin = headers[deadLetterHeaders.topic] ?? '';
    if (deadLetterTopics[origin]?.name !== topic) throw new Error(`a dead letter of ${origin} in ${topic}`);
    const { partition, offset } = deadLetterHeaders;
    this.buried.add(place(origin, headers[partition] ?? '', headers[offset] ?? ''));
  }
}

function parsed<T>(value: Buffer | null): T | null {
  try {
    return JSON.parse(String(value)) as T;
  } catch {
    return null;
  }
}

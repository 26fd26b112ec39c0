import { idOfPlace, outcomeHeaders, topics } from '@harmonybatch/contracts';
import { BoundedMap } from '@harmonybatch/ports';
import type { LogRecord } from '@harmonybatch/messaging/client';

/** What of a record is looked at. */
export type OutcomeRecord = Pick<LogRecord, 'header' | 'value'>;

/** Told the text of an outcome, JSON. */
type Receive = (text: string) => void;

/** Refusals that name nobody, kept while it is not known where every record lies that was sent. */
const maxNobodys = 1_000;

/**
 * Finds the outcomes that are waited for among all others, by their headers: what is nobody's here is not read any further. A
 * refused signature names no app and no id, but the place of its record.
 */
export class AwaitedOutcomes {
  private readonly receivers = new Map<string, Map<string, Set<Receive>>>();
  private readonly places = new Map<string, { readonly app: string; readonly id: string }>();
  private readonly nobodys = new BoundedMap<string, string>(maxNobodys);
  /** Records that were sent and have no place yet. */
  private unplaced = 0;

  /** Calls `receive` with the first outcome of this id. @returns what ends the wait */
  expect(app: string, id: string, receive: Receive): () => void {
    const ofApp = this.receivers.get(app) ?? new Map<string, Set<Receive>>();
    this.receivers.set(app, ofApp);
    const ofId = ofApp.get(id) ?? new Set<Receive>();
    ofApp.set(id, ofId.add(receive));
    return () => {
      if (!ofId.delete(receive) || ofId.size > 0) return;
      if (ofApp.get(id) === ofId) ofApp.delete(id);
      if (ofApp.size === 0 && this.receivers.get(app) === ofApp) this.receivers.delete(app);
    };
  }

  /** A record is about to be sent: until it is `settled`, refusals may be its. */
  sending(): void {
    this.unplaced += 1;
  }

  /** The record has its place, told before this, or will get none. */
  settled(): void {
    this.unplaced -= 1;
    if (this.unplaced === 0) this.nobodys.clear();
  }

  /** Where a record lies. @returns what forgets the place */
  placed(app: string, id: string, partition: number, offset: number): () => void {
    const place = idOfPlace(topics.inferenceRequested.name, partition, offset);
    const refusal = this.nobodys.get(place);
    if (refusal !== undefined) this.deliver(app, id, () => refusal);
    else this.places.set(place, { app, id });
    return () => this.places.delete(place);
  }

  take(record: OutcomeRecord): void {
    const app = record.header(outcomeHeaders.app);
    if (app === null || (app !== '' && !this.receivers.has(app))) return;
    const id = record.header(outcomeHeaders.id);
    if (id === null) return;
    if (app === '') this.takeNobodys(id, record);
    else if (record.header(outcomeHeaders.source) === null) this.deliver(app, id, () => textOf(record));
  }

  private takeNobodys(place: string, record: OutcomeRecord): void {
    const sent = this.places.get(place);
    if (sent !== undefined) this.deliver(sent.app, sent.id, () => textOf(record));
    else if (this.unplaced > 0) this.nobodys.set(place, textOf(record));
  }

  private deliver(app: string, id: string, text: () => string): void {
    const receivers = this.receivers.get(app)?.get(id);
    if (receivers === undefined) return;
    const read = text();
    for (const receive of [...receivers]) receive(read);
  }
}

const textOf = (record: OutcomeRecord): string => record.value()?.toString('utf8') ?? '';

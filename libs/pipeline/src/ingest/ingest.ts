import { limits, recordOf, topics, type AcceptedFields } from '@harmonybatch/contracts';
import {
  GuardRefusedError,
  sleep,
  type Clock,
  type InboundRecord,
  type OutboundRecord,
  type Publisher,
  type StageEvents,
} from '@harmonybatch/ports';
import { ingestMetrics } from '@harmonybatch/telemetry';
import { deadLetter } from '../records/dead-lettering';
import { asMaybeAnswered } from '../records/accepted-request';
import { withTrace } from '../records/accepted-trace';
import { KeyRegistry } from '../registry/key-registry';
import { outcomeRecord } from '../records/outcome-record';
import { sanitizedText } from '../records/sanitized-text';
import { slicesOf } from '../records/slices';
import type { Admission } from './admission';
import { ArrivalCounts } from './arrival-counts';
import { appOf, arrivedAt, decide, idOf, rejectNobodys } from './decide';
import type { Decision, Refusal } from './decision';
import { countDecision, namesOf } from './decision-metrics';
import { ingestDefaults, maxRequestBytes, type IngestOptions } from './ingest-options';
import type { RateLimits } from './rate-limits';
import { readEnvelope } from './read-envelope';
import { RecentIds } from './recent-ids';
import { IngestSpans } from './ingest-spans';
import { rejectionOf } from './rejection';
import { logRejection } from './rejection-log';
import type { IngestView } from './request-check';
import type { RequestEnvelope } from './request-envelope';
import { SignatureCheck } from './signature-check';

const msPerSecond = 1_000;

export interface IngestPorts {
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly events: StageEvents;
}

/** What became of a request, on its way into the log. */
interface Outgoing {
  readonly record: InboundRecord;
  readonly decision: Exclude<Decision, { readonly kind: 'dead' }>;
  /** The trace context of the request's span, where it is recorded. */
  readonly ingestSpan: string | undefined;
}

/** What turns requests away that could be accepted at another time. */
export interface IngestGates {
  readonly admission: Admission;
  readonly rateLimits: RateLimits;
}

/** Every record of `inference.requested` becomes an accepted request, a rejection or a dead letter. */
export class Ingest {
  /** Arrivals that were not published yet. */
  private counts = new ArrivalCounts();
  private publishScheduled = false;
  private readonly recentIds: RecentIds;
  private readonly signatures: SignatureCheck;

  constructor(
    private readonly ports: IngestPorts,
    private readonly view: IngestView,
    private readonly gates: IngestGates,
    private readonly options: IngestOptions = ingestDefaults,
  ) {
    this.recentIds = new RecentIds(options.duplicateWindowMs);
    this.signatures = new SignatureCheck(view.keys ?? new KeyRegistry(), options);
  }

  /**
   * Takes the records of one fetch; resolves when what became of them is acknowledged. Offsets are given up as soon as that
   * is so of a part of them: what is done is not done again, whatever becomes of the rest.
   * Rejects where Kafka cannot be written to for long: what was not given up will be read again.
   */
  async accept(records: readonly InboundRecord[]): Promise<void> {
    for (const slice of slicesOf(records)) await this.take(slice);
  }

  private async take(records: readonly InboundRecord[]): Promise<void> {
    const nowMs = this.ports.clock.nowMs();
    const spans = new IngestSpans(this.ports.events.tracing, this.ports.clock, nowMs);
    const outgoing: Outgoing[] = [];
    const deadLettered: Promise<void>[] = [];
    // Signatures are computed beside the event loop, those of a slice together.
    const decisions = await Promise.all(records.map((record) => this.decide(record, nowMs)));
    for (const [index, record] of records.entries()) {
      const decision = decisions[index]!;
      const admitted = this.admit(record, decision, nowMs);
      this.recordDecision(record, admitted, nowMs);
      const ingestSpan = spans.begin(record, admitted);
      if (admitted.kind === 'dead') {
        deadLettered.push(deadLetter(this.ports, record, 'ingest', admitted.code, admitted.reason));
        continue;
      }
      outgoing.push({ record, decision: admitted, ingestSpan });
    }
    await spans.endWith(Promise.all([...deadLettered, this.publish(outgoing, nowMs)]));
    for (const { record } of outgoing) record.release();
  }

  private async decide(record: InboundRecord, nowMs: number): Promise<Decision> {
    const reading = readEnvelope(record, maxRequestBytes(this.options));
    const refusal = reading.kind === 'envelope' ? await this.signatureRefusal(record, reading.envelope, nowMs) : null;
    if (refusal !== null) return rejectNobodys(record, refusal, nowMs, this.options);
    const decision = decide(record, this.view, nowMs, this.options, reading);
    if (decision.kind === 'rejected') logRejection(this.ports.events, record, decision.outcome);
    return decision;
  }

  private async signatureRefusal(record: InboundRecord, envelope: RequestEnvelope, nowMs: number) {
    const claim = { app: appOf(envelope), id: idOf(envelope), arrivedAtMs: arrivedAt(record, nowMs, this.options) };
    const refusal = await this.signatures.refusal(record, claim);
    if (refusal === null) return null;
    const { partition, offset } = record;
    const reason = `${refusal.code}: ${refusal.message}`;
    const app = sanitizedText(claim.app, limits.maxNameLength);
    this.ports.events.warn('a request was refused: it is not known whose it is', { app, reason, partition, offset });
    return refusal;
  }

  /** Counts are not facts: they are gathered briefly, and losing some in a crash changes no rate for long. */
  private count(record: InboundRecord, { app, arrivedAtMs }: AcceptedFields): void {
    this.counts.add(app, record, arrivedAtMs);
    if (this.publishScheduled) return;
    this.publishScheduled = true;
    this.ports.clock.after(this.options.countIntervalMs, () => void this.publishCounts());
  }

  private async publishCounts(): Promise<void> {
    const counts = this.counts.all();
    this.counts = new ArrivalCounts();
    this.publishScheduled = false;
    try {
      await this.ports.publisher.publish(counts.map((count) => recordOf(topics.arrivalCounted, count)));
    } catch (error) {
      this.ports.events.error('arrival counts could not be published', error);
    }
  }

  private admit(record: InboundRecord, decision: Decision, nowMs: number): Decision {
    if (decision.kind !== 'accepted') return decision;
    const { accepted } = decision;
    const rejected = (why: Refusal): Decision => {
      const outcome = rejectionOf(accepted, why, nowMs);
      logRejection(this.ports.events, record, outcome);
      return { kind: 'rejected', outcome };
    };
    // A repeat of what was accepted runs nothing: its refusal could only come before the answer that is under way.
    const isRepeat = this.recentIds.wasAccepted(accepted.identity);
    const aboveLimit = isRepeat ? null : this.gates.rateLimits.refusal(accepted, nowMs);
    if (aboveLimit !== null) return rejected(aboveLimit);
    // What is shed counts too: plans are made for what apps send, as far as they may.
    this.count(record, accepted);
    const shed = this.gates.admission.refusal(accepted, nowMs);
    return shed === null ? decision : rejected(shed);
  }

  private recordDecision(record: InboundRecord, decision: Decision, nowMs: number): void {
    const { events } = this.ports;
    countDecision(events, this.view.apps, decision);
    if (this.options.timestamps === 'CreateTime') {
      const differenceMs = Math.abs(nowMs - record.timestampMs);
      events.observe(ingestMetrics.producerClockDifference, {}, differenceMs / msPerSecond);
    }
    if (decision.kind !== 'dead') this.recordDuplicate(record, decision, nowMs);
  }

  /** It goes its way like any other: who knows of an outcome stands further on. But a producer may wait for another one. */
  private recordDuplicate(record: InboundRecord, decision: Exclude<Decision, { kind: 'dead' }>, nowMs: number): void {
    const { identity, id, app } = decision.kind === 'accepted' ? decision.accepted : decision.outcome;
    const wasAccepted = decision.kind === 'accepted';
    if (!this.recentIds.isDuplicate(identity, `${record.partition}/${record.offset}`, wasAccepted, nowMs)) return;
    this.ports.events.count(ingestMetrics.repeated, { app: namesOf(this.view.apps, decision).app });
    this.ports.events.info('duplicate request id; the first outcome counts', { app, requestId: id });
  }

  /** What is accepted of a partition that another reads by now is marked: that one may have read it too, and rejected it. */
  private async publish(outgoing: readonly Outgoing[], acceptedAtMs: number): Promise<void> {
    let waitMs = this.options.publishRetryMs;
    for (let attempt = 1; ;) {
      const ours = outgoing.filter(isOurs);
      const records = outgoing.map((one) => outboundOf(one, acceptedAtMs));
      try {
        return await this.ports.publisher.publish(records, () => ours.every(isOurs));
      } catch (error) {
        if (error instanceof GuardRefusedError) continue; // one was lost before a send
        if (attempt === this.options.publishAttempts) throw error;
        this.ports.events.error('requests could not be forwarded; retrying', error, { attempt });
        await sleep(this.ports.clock, waitMs);
        waitMs *= 2;
        attempt += 1;
      }
    }
  }
}

const isOurs = ({ record }: Outgoing): boolean => record.owned ?? true;

function outboundOf(outgoing: Outgoing, acceptedAtMs: number): OutboundRecord {
  const { decision, ingestSpan } = outgoing;
  if (decision.kind === 'rejected') return outcomeRecord(decision.outcome);
  const { accepted } = decision;
  const json = isOurs(outgoing) || accepted.mayBeAnswered === true ? decision.json : asMaybeAnswered(decision.json);
  const value = ingestSpan === undefined ? json : withTrace(json, { ingestSpan, acceptedAtMs });
  return { topic: topics.inferenceAccepted.name, key: accepted.identity, value };
}

import type { InboundRecord, StageEvents, OutboundRecord } from '@harmonybatch/ports';
import { forwarderMetrics } from '@harmonybatch/telemetry';
import type { AppRegistry } from '../registry/app-registry';
import { TopicLane, type LanePorts } from './topic-lane';
import { outcomeHeaders } from '@harmonybatch/contracts';
import { forwarderDefaults, type ForwarderOptions } from './forwarder-options';

export interface ForwarderPorts extends LanePorts {
  readonly events: StageEvents;
}

/**
 * Copies outcomes to the topics that their apps name. An outcome is given up when Kafka acknowledged its copy, when its app
 * names no topic, or when that topic takes nothing though Kafka works: then the copy is missing there, which is counted and logged.
 */
export class OutcomeForwarder {
  private readonly lanes = new Map<string, TopicLane>();
  private readonly inFlight = new Set<Promise<void>>();
  /** One topic after another: at a start there may be thousands. */
  private preparing: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly ports: ForwarderPorts,
    private readonly apps: Pick<AppRegistry, 'get' | 'onChange'>,
    private readonly options: ForwarderOptions = forwarderDefaults,
  ) {
    apps.onChange((_name, before, after) => {
      const topic = after?.outcomeTopic;
      if (topic !== undefined && topic !== before?.outcomeTopic) this.prepare(topic);
    });
  }

  /** Takes outcomes in; does not wait for their copies, so that one topic does not hold up the reading of all others. */
  accept(records: readonly InboundRecord[]): void {
    for (const record of records) {
      const topic = this.topicOf(record);
      if (topic === undefined) record.release();
      else this.start(record, topic);
    }
  }

  /** Starts nothing more and waits for what is in flight; what is not acknowledged by then is read again. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.inFlight);
  }

  /** A topic is there as soon as an app names it, for whoever wants to read from it; each copy makes sure of it once more. */
  private prepare(topic: string): void {
    this.preparing = this.preparing.then(async () => {
      if (this.stopped) return;
      try {
        await this.laneOf(topic).prepare();
      } catch (error) {
        this.ports.events.error('the outcome topic of an app does not exist', error, {
          outcomeTopic: topic,
        });
      }
    });
  }

  private topicOf(record: InboundRecord): string | undefined {
    const app = appOfOutcome(record);
    return app === undefined ? undefined : this.apps.get(app)?.outcomeTopic;
  }

  private start(record: InboundRecord, topic: string): void {
    const copying = this.copy(record, topic).finally(() => this.inFlight.delete(copying));
    this.inFlight.add(copying);
  }

  private async copy(record: InboundRecord, topic: string): Promise<void> {
    const isWanted = (): boolean => !this.stopped && record.owned !== false;
    const result = await this.laneOf(topic).copy(copyFor(topic, record), isWanted);
    if (result.kind === 'left') return;
    if (result.kind === 'copied') this.ports.events.count(forwarderMetrics.copied, { topic });
    else this.reportDropped(record, topic, result.fault);
    record.release();
  }

  private reportDropped({ partition, offset, key }: InboundRecord, topic: string, fault: Error): void {
    this.ports.events.count(forwarderMetrics.notCopied, { topic });
    this.ports.events.error('an outcome was not copied: the outcome topic of its app cannot be written', fault, {
      outcomeTopic: topic,
      identity: key,
      partition,
      offset,
    });
  }

  private laneOf(topic: string): TopicLane {
    const lane = this.lanes.get(topic) ?? new TopicLane(topic, this.ports, this.options);
    this.lanes.set(topic, lane);
    return lane;
  }
}

/** The app whose outcome a record is, by its headers: the value is not parsed. Undefined where no app is named. */
function appOfOutcome({ headers, value }: InboundRecord): string | undefined {
  const app = Object.hasOwn(headers, outcomeHeaders.app) ? headers[outcomeHeaders.app] : undefined;
  return value === null || app === '' ? undefined : app;
}

/** The same record for another topic: key, value and headers byte for byte. */
const copyFor = (topic: string, { key, value, headers, raw }: InboundRecord): OutboundRecord => ({
  topic,
  key,
  value,
  headers: raw === undefined ? headers : undefined,
  raw,
});

import type { ApiKey } from '@harmonybatch/contracts';
import type { ReceivedAnswer, Transport } from '../transport';
import { recordText, type WrittenRequest } from '../written-request';
import type { KafkaExchange, RequestRecord } from './kafka-exchange';
import { readOutcome } from './read-outcome';

/** Sends requests of one app over Kafka. */
export class KafkaTransport implements Transport {
  constructor(
    private readonly exchange: KafkaExchange,
    readonly app: string,
    private readonly key: ApiKey | undefined,
  ) {}

  get trouble(): Error | null {
    return this.exchange.trouble;
  }

  open(): Promise<void> {
    return this.exchange.open();
  }

  send(request: WrittenRequest, signal: AbortSignal): Promise<void> {
    return this.exchange.publish(this.recordOf(request), signal);
  }

  /** The outcome counts, whatever becomes of the acknowledgement: it may come first, or be lost. */
  async infer(request: WrittenRequest, signal: AbortSignal): Promise<ReceivedAnswer> {
    await this.exchange.open();
    const sending = new AbortController();
    let forget: () => void = () => undefined;
    const end = (): void => {
      forget();
      sending.abort();
    };
    signal.addEventListener('abort', end, { once: true });
    try {
      const text = await new Promise<string>((resolve, reject) => {
        forget = this.exchange.expect(this.app, request.id, resolve);
        this.exchange.publish(this.recordOf(request), sending.signal).catch(reject);
      });
      return readOutcome(text, request.id);
    } finally {
      signal.removeEventListener('abort', end);
      end();
    }
  }

  close(): Promise<void> {
    return this.exchange.close();
  }

  private recordOf(request: WrittenRequest): RequestRecord {
    return { app: this.app, id: request.id, value: recordText(this.app, request), key: this.key };
  }
}

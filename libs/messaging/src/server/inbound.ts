import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { InboundRecord } from '@harmonybatch/pipeline';

type HeaderValue = IHeaders[string];

/** Of a header given several times the last counts, as in Kafka's own client. */
function headerText(value: HeaderValue): string {
  const last = Array.isArray(value) ? value[value.length - 1] : value;
  return last === undefined ? '' : last.toString();
}

const noHeaders: Readonly<Record<string, string>> = Object.freeze({});

function headersOf(headers: IHeaders | undefined): Readonly<Record<string, string>> {
  const entries = Object.entries(headers ?? {});
  if (entries.length === 0) return noHeaders;
  return Object.fromEntries(entries.map(([name, value]) => [name, headerText(value)]));
}

/** A record as kafkajs gives it, in the pipeline's terms. */
export class KafkaRecord implements InboundRecord {
  readonly offset: number;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly timestampMs: number;
  private released = false;

  constructor(
    readonly topic: string,
    readonly partition: number,
    message: KafkaMessage,
    private readonly onRelease: (offset: number, bytes: number) => void,
  ) {
    this.offset = Number(message.offset);
    this.key = message.key === null ? null : message.key.toString();
    this.value = message.value;
    this.headers = headersOf(message.headers);
    this.timestampMs = Number(message.timestamp);
  }

  get bytes(): number {
    return this.value?.length ?? 0;
  }

  release(): void {
    if (this.released) return;
    this.released = true;
    this.onRelease(this.offset, this.bytes);
  }
}

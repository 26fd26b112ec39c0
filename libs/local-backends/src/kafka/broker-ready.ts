import { pollTcp } from '../net/ask';

const timeoutMs = 90_000;
const correlationId = 1;

/** A Metadata request, version 1, for no topics: its answer lists the brokers that take part. */
function metadataRequest(): Buffer {
  const body = Buffer.alloc(14);
  body.writeInt16BE(3, 0); // API key: Metadata
  body.writeInt16BE(1, 2); // version
  body.writeInt32BE(correlationId, 4);
  body.writeInt16BE(-1, 8); // no client id
  body.writeInt32BE(0, 10); // an empty list of topics
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
}

/** Whether the answer is whole enough to tell that a broker is there: size, correlation id, count of brokers. */
const namesBroker = (answer: Buffer): boolean =>
  answer.length >= 12 && answer.readInt32BE(4) === correlationId && answer.readInt32BE(8) > 0;

/**
 * Waits until the broker takes part in its cluster: it answers before that, with an empty list of brokers, and would
 * then refuse to create topics.
 */
export function brokerReady(port: number, signal: AbortSignal): Promise<void> {
  return pollTcp({ name: 'Kafka', port, question: metadataRequest(), timeoutMs, signal }, namesBroker);
}

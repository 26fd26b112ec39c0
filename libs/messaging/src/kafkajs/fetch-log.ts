import { createRequire } from 'node:module';

/** What of kafkajs's decoder is used here. */
interface Decoder {
  readInt16(): number;
  readInt32(): number;
  readInt64(): { toString(): string };
  readString(): string;
  readBytes(length: number): Buffer;
  readArray(read: (decoder: Decoder) => unknown): unknown;
  readArrayAsync<T>(read: (decoder: Decoder) => Promise<T>): Promise<T[]>;
}
interface FetchProtocol {
  protocol: (chosen: { readonly version: number }) => (terms: FetchTerms) => { readonly request: unknown };
}
interface Question {
  readonly request: unknown;
  readonly response: {
    readonly decode: (bytes: Buffer) => Promise<FetchAnswer>;
    readonly parse: (answer: FetchAnswer) => Promise<FetchAnswer>;
  };
}
/** What of kafkajs's broker is used here. */
export interface FetchingBroker {
  readonly connectionPool: { send(question: Question): Promise<FetchAnswer> };
}

export interface FetchTerms {
  /** How long the broker may hold back an answer that brings nothing, ms. */
  readonly maxWaitTime: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly isolationLevel: number;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly fetchOffset: string;
      readonly maxBytes: number;
    }[];
  }[];
}

/** What one fetch brought of a partition. */
export interface FetchedLog {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: string;
  /** Record batches as the log has them, the last one cut off where the answer would grow too large. */
  readonly log: Buffer;
}
interface FetchAnswer {
  readonly responses: readonly { readonly topicName: string; readonly partitions: readonly FetchedLog[] }[];
}

/** The oldest version of a fetch that every broker since Kafka 0.11 still answers. */
const version = 4;
const requireHere = createRequire(__filename);

/**
 * Fetches from a broker of kafkajs 2.2.4 that is connected, and leaves what comes as the log has it.
 * @throws kafkajs's own errors, as of a fetch by a consumer
 */
export async function fetchLog(broker: FetchingBroker, terms: FetchTerms): Promise<readonly FetchedLog[]> {
  const { protocol } = requireHere('kafkajs/src/protocol/requests/fetch') as FetchProtocol;
  const { parse } = requireHere('kafkajs/src/protocol/requests/fetch/v1/response') as Question['response'];
  const { request } = protocol({ version })(terms);
  const { responses } = await broker.connectionPool.send({ request, response: { decode, parse } });
  return responses.flatMap(({ partitions }) => partitions);
}

async function decode(bytes: Buffer): Promise<FetchAnswer> {
  const DecoderClass = requireHere('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => Decoder;
  const decoder = new DecoderClass(bytes);
  decoder.readInt32(); // how long the broker throttles its client
  const responses = await decoder.readArrayAsync(async () => ({
    topicName: decoder.readString(),
    partitions: await decoder.readArrayAsync(async (one) => readPartition(one)),
  }));
  return { responses };
}

function readPartition(decoder: Decoder): FetchedLog {
  const partition = decoder.readInt32();
  const errorCode = decoder.readInt16();
  const highWatermark = decoder.readInt64().toString();
  decoder.readInt64(); // where transactions are still open
  decoder.readArray((aborted) => [aborted.readInt64(), aborted.readInt64()]);
  const bytes = decoder.readInt32();
  return { partition, errorCode, highWatermark, log: bytes <= 0 ? Buffer.alloc(0) : decoder.readBytes(bytes) };
}

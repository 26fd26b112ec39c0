import { createRequire } from 'node:module';
import type { FetchTerms as LogFetchTerms } from './fetch-log';

/** What of kafkajs's encoder is used here. */
interface Encoder {
  writeInt8(value: number): this;
  writeInt32(value: number): this;
  writeInt64(value: string | number): this;
  writeString(value: string): this;
}
/** What of kafkajs's decoder is used here. */
interface Decoder {
  readonly buffer: Buffer;
  readonly offset: number;
  readInt16(): number;
  readInt32(): number;
  readInt64(): { toString(): string };
  readString(): string;
  readArray<T>(read: (decoder: Decoder) => T): T[];
}
/** What kafkajs adds to what is to be fetched. */
interface FetchTerms extends LogFetchTerms {
  readonly replicaId: number;
  readonly sessionId: number;
  readonly sessionEpoch: number;
  readonly rackId?: string;
  readonly forgottenTopics: readonly unknown[];
}
interface FetchRequest {
  readonly encode: () => Promise<Encoder>;
}
interface PartitionHeader {
  readonly partition: number;
  readonly errorCode: number;
  readonly preferredReadReplica: number;
  readonly highWatermark: string;
  readonly abortedTransactions: readonly { readonly producerId: string; readonly firstOffset: string }[];
}
interface FetchedPartition extends PartitionHeader {
  readonly messages: readonly unknown[];
}
interface FetchVersions {
  protocol: (chosen: { readonly version: number }) => (terms: object) => unknown;
}
interface FetchResponse {
  decode: (bytes: Buffer) => Promise<unknown>;
}

const requireHere = createRequire(__filename);
const protocol = 'kafkajs/src/protocol';
const fetches = `${protocol}/requests/fetch`;
/** The version that kafkajs 2.2.4 speaks with every broker since Kafka 2.3. */
const version = 11;
const noReplica = -1;
/** A consumer says neither in which epoch it takes the leader to be nor where it takes the log to begin. */
const unknown = -1;
/** Of what a fetch says: beside its topics, of a topic beside its name and partitions, and of a partition. */
const roomBytes = { fetch: 64, topic: 8, partition: 28 };

/**
 * Has kafkajs ask in one buffer, and leave out of an answer the partitions that brought nothing. Version 2.2.4 makes a buffer of 512
 * zeros for each partition that it asks for, and takes each one that comes back through a worker, empty or not: where records
 * come one by one that is a third of what a service has to do for one.
 */
export function fetchQuickly(): void {
  // Loaded by kafkajs's own list of versions: Node would search anew, for every fetch, for what another module loaded first.
  (requireHere(fetches) as FetchVersions).protocol({ version })({ topics: [] });
  askInOneBuffer();
  leaveOutWhatIsEmpty();
}

function askInOneBuffer(): void {
  const path = `${fetches}/v${version}/request`;
  const original = requireHere(path) as (terms: FetchTerms) => FetchRequest;
  const EncoderClass = requireHere(`${protocol}/encoder`) as new (bytes: number) => Encoder;

  const encode = (terms: FetchTerms): Encoder => {
    const { topics, rackId = '' } = terms;
    const encoder = new EncoderClass(sizeBytes(terms))
      .writeInt32(terms.replicaId)
      .writeInt32(terms.maxWaitTime)
      .writeInt32(terms.minBytes)
      .writeInt32(terms.maxBytes)
      .writeInt8(terms.isolationLevel)
      .writeInt32(terms.sessionId)
      .writeInt32(terms.sessionEpoch)
      .writeInt32(topics.length);
    for (const { topic, partitions } of topics) {
      encoder.writeString(topic).writeInt32(partitions.length);
      for (const { partition, fetchOffset, maxBytes } of partitions) {
        encoder
          .writeInt32(partition)
          .writeInt32(unknown)
          .writeInt64(fetchOffset)
          .writeInt64(unknown)
          .writeInt32(maxBytes);
      }
    }
    return encoder.writeInt32(0).writeString(rackId);
  };
  // It is loaded again for each request, from here.
  requireHere.cache[requireHere.resolve(path)]!.exports = (terms: FetchTerms): FetchRequest => {
    const request = original(terms);
    return terms.forgottenTopics.length > 0 ? request : { ...request, encode: () => Promise.resolve(encode(terms)) };
  };
}

const sizeBytes = ({ topics, rackId = '' }: FetchTerms): number =>
  topics.reduce(
    (sum, { topic, partitions }) =>
      sum + roomBytes.topic + Buffer.byteLength(topic) + partitions.length * roomBytes.partition,
    roomBytes.fetch + Buffer.byteLength(rackId),
  );

function leaveOutWhatIsEmpty(): void {
  const response = requireHere(`${fetches}/v${version}/response`) as FetchResponse;
  const DecoderClass = requireHere(`${protocol}/decoder`) as new (bytes: Buffer) => Decoder;
  const messagesOf = requireHere(`${fetches}/v4/decodeMessages`) as (decoder: Decoder) => Promise<readonly unknown[]>;

  response.decode = async (bytes) => {
    const decoder = new DecoderClass(bytes);
    const clientSideThrottleTime = decoder.readInt32();
    const [errorCode, sessionId] = [decoder.readInt16(), decoder.readInt32()];
    const responses: { readonly topicName: string; readonly partitions: readonly FetchedPartition[] }[] = [];
    for (let topics = decoder.readInt32(); topics > 0; topics -= 1) {
      const topicName = decoder.readString();
      const partitions: FetchedPartition[] = [];
      for (let count = decoder.readInt32(); count > 0; count -= 1) {
        const header = readHeader(decoder);
        const messages = isEmpty(decoder) ? [] : await messagesOf(decoder);
        if (saysSomething(header) || messages.length > 0) partitions.push({ ...header, messages });
      }
      responses.push({ topicName, partitions });
    }
    return { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses };
  };
}

function readHeader(decoder: Decoder): PartitionHeader {
  const partition = decoder.readInt32();
  const errorCode = decoder.readInt16();
  const highWatermark = decoder.readInt64().toString();
  const lastStableOffset = decoder.readInt64().toString();
  const lastStartOffset = decoder.readInt64().toString();
  const abortedTransactions = decoder.readArray((aborted) => {
    const producerId = aborted.readInt64().toString();
    return { producerId, firstOffset: aborted.readInt64().toString() };
  });
  const preferredReadReplica = decoder.readInt32();
  const offsets = { highWatermark, lastStableOffset, lastStartOffset };
  return { partition, errorCode, ...offsets, abortedTransactions, preferredReadReplica };
}

/** Whether no bytes of records follow; they are passed over then. */
function isEmpty(decoder: Decoder): boolean {
  if (decoder.buffer.readInt32BE(decoder.offset) > 0) return false;
  decoder.readInt32();
  return true;
}

const saysSomething = ({ errorCode, preferredReadReplica }: PartitionHeader): boolean =>
  errorCode !== 0 || preferredReadReplica !== noReplica;

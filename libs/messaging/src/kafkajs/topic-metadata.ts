import { createRequire } from 'node:module';

/** What of kafkajs's encoder and decoder is used here. */
interface Encoder {
  writeUVarInt(value: number): Encoder;
  writeUVarIntString(value: string | null): Encoder;
  writeUVarIntArray(entries: Encoder[] | null): Encoder;
  writeBufferInternal(bytes: Buffer): void;
  writeBoolean(value: boolean): Encoder;
}
interface Decoder {
  readonly buffer: Buffer;
  offset: number;
  readInt16(): number;
  readInt32(): number;
  readBoolean(): boolean;
  readUVarIntString(): string | null;
  readUVarIntArray<T>(read: (decoder: Decoder) => T): T[] | null;
  readTaggedFields(): unknown;
}
interface MetadataQuestion {
  readonly topics: readonly string[];
  readonly allowAutoTopicCreation?: boolean;
}
interface MetadataRequests {
  versions: string[];
  protocol: (chosen: { version: number }) => (question: MetadataQuestion) => unknown;
}

const requireHere = createRequire(__filename);
/** The first version of the question for metadata whose answer names the ids of topics (Kafka 2.8), and what the client may do with them. */
const versionWithIds = 10;
/** The newest version that kafkajs 2.2.4 speaks; brokers that do not know the other one get this. */
const newestOwnVersion = 6;
const apiKeyOfMetadata = 3;
const idBytes = 16;
const ids = new Map<string, string>();

/**
 * The id that the cluster gave to a topic (its name on the cluster), as metadata last said in this process; undefined where
 * the brokers do not tell. A topic that is deleted and recreated has another one.
 */
export const topicIdOf = (name: string): string | undefined => ids.get(name);

/** Makes kafkajs ask for metadata with the ids of topics and what the client may do with them, of which its version 2.2.4 does not know. */
export function readTopicMetadata(): void {
  const requests = requireHere('kafkajs/src/protocol/requests/metadata') as MetadataRequests;
  const { parse } = requireHere('kafkajs/src/protocol/requests/metadata/v6/response') as { parse: unknown };
  const { protocol } = requests;
  requests.versions = Array.from({ length: versionWithIds + 1 }, (_, version) => String(version));
  requests.protocol = ({ version }) =>
    version < versionWithIds
      ? protocol({ version: Math.min(version, newestOwnVersion) })
      : (question) => ({ request: requestOf(question), response: { decode, parse } });
}

const requestOf = ({ topics, allowAutoTopicCreation = true }: MetadataQuestion) => ({
  apiKey: apiKeyOfMetadata,
  apiVersion: versionWithIds,
  apiName: 'Metadata',
  encode: async () => encoded(topics, allowAutoTopicCreation),
});

/** No topics means all of them, as in kafkajs. */
function encoded(topics: readonly string[], allowAutoTopicCreation: boolean): Encoder {
  const EncoderClass = requireHere('kafkajs/src/protocol/encoder') as new () => Encoder;
  const named = topics.map((topic) => {
    const entry = new EncoderClass();
    entry.writeBufferInternal(Buffer.alloc(idBytes));
    return entry.writeUVarIntString(topic).writeUVarInt(0);
  });
  return new EncoderClass()
    .writeUVarInt(0)
    .writeUVarIntArray(named.length === 0 ? null : named)
    .writeBoolean(allowAutoTopicCreation)
    .writeBoolean(false) // what the client may do with the cluster
    .writeBoolean(true) // what it may do with the topics
    .writeUVarInt(0);
}

async function decode(bytes: Buffer): Promise<unknown> {
  const DecoderClass = requireHere('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => Decoder;
  const decoder = new DecoderClass(bytes);
  decoder.readTaggedFields();
  const clientSideThrottleTime = decoder.readInt32();
  const brokers = decoder.readUVarIntArray(readBroker) ?? [];
  const clusterId = decoder.readUVarIntString();
  const controllerId = decoder.readInt32();
  const topicMetadata = decoder.readUVarIntArray(readTopic) ?? [];
  for (const { topic, topicId, topicErrorCode } of topicMetadata) if (topicErrorCode === 0) ids.set(topic, topicId);
  return { throttleTime: 0, clientSideThrottleTime, brokers, clusterId, controllerId, topicMetadata };
}

function readBroker(decoder: Decoder): unknown {
  const nodeId = decoder.readInt32();
  const host = decoder.readUVarIntString();
  const port = decoder.readInt32();
  const rack = decoder.readUVarIntString();
  decoder.readTaggedFields();
  return { nodeId, host, port, rack };
}

function readTopic(decoder: Decoder) {
  const topicErrorCode = decoder.readInt16();
  const topic = decoder.readUVarIntString() ?? '';
  const topicId = decoder.buffer.subarray(decoder.offset, decoder.offset + idBytes).toString('hex');
  decoder.offset += idBytes;
  const isInternal = decoder.readBoolean();
  const partitionMetadata = decoder.readUVarIntArray(readPartition) ?? [];
  const allowedOperations = decoder.readInt32();
  decoder.readTaggedFields();
  return { topicErrorCode, topic, topicId, isInternal, partitionMetadata, allowedOperations };
}

function readPartition(decoder: Decoder): unknown {
  const readNodes = (): number[] => decoder.readUVarIntArray((node) => node.readInt32()) ?? [];
  const partitionErrorCode = decoder.readInt16();
  const partitionId = decoder.readInt32();
  const leader = decoder.readInt32();
  decoder.readInt32(); // the leader's epoch
  const partition = { partitionErrorCode, partitionId, leader, replicas: readNodes(), isr: readNodes() };
  const offlineReplicas = readNodes();
  decoder.readTaggedFields();
  return { ...partition, offlineReplicas };
}

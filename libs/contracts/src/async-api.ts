import type { TSchema } from '@sinclair/typebox';
import { deadLetterHeaders } from './dead-letter';
import { FunctionInvocation, FunctionResult } from './function-invocation';
import { outcomeHeaderMeanings } from './outcome-headers';
import { limits } from './schema/scalars';
import { allTopics, deadLetterTopics, topics, type Role, type TopicContract } from './topics';

/** JSON as the document is made of it. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/**
 * The AsyncAPI 3.0 description of everything that travels over Kafka, made out of the topics: a channel a topic, an
 * operation for each role that sends or receives there, a message and a schema for each value. Topics are shown without
 * the deployment's prefix.
 * @param version of the system, as a semantic version.
 */
export function asyncApiDocument(version: string): JsonObject {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'HarmonyBatch',
      version,
      description:
        'Requests come in on inference.requested, outcomes go out on inference.completed; the other topics are between ' +
        'the services. Outcomes of an app that names an outcomeTopic are copied there too, byte for byte, with the headers and ' +
        'the key they have in inference.completed. A deployment may put a prefix before every topic. The roles are the tags ' +
        'of the operations.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      kafka: {
        host: '{broker}',
        protocol: 'kafka',
        description: 'The Kafka cluster of the deployment.',
        variables: { broker: { default: '127.0.0.1:9092', description: 'Host and port of one of the brokers.' } },
      },
    },
    channels: byName(allTopics, channelOf),
    operations: Object.fromEntries(allTopics.flatMap(operationsOf)),
    components: {
      messages: Object.fromEntries(allTopics.map((topic) => [messageName(topic), messageOf(topic)])),
      schemas: Object.fromEntries(
        [...Object.values(topics).map(({ value }) => value), FunctionInvocation, FunctionResult].map((schema) => [
          schemaName(schema),
          schemaOf(schema),
        ]),
      ),
    },
  };
}

const byName = (all: readonly TopicContract[], toJson: (topic: TopicContract) => JsonObject): JsonObject =>
  Object.fromEntries(all.map((topic) => [topic.name, toJson(topic)]));

function channelOf(topic: TopicContract): JsonObject {
  const name = messageName(topic);
  return {
    address: topic.name,
    description: topic.purpose,
    messages: { [name]: { $ref: `#/components/messages/${name}` } },
    bindings: {
      kafka: {
        topic: topic.name,
        // The count of `many` partitions is the deployment's choice.
        ...(topic.partitions === 'one' ? { partitions: 1 } : {}),
        topicConfiguration: {
          'cleanup.policy': [topic.cleanup],
          ...(topic.retentionMs === undefined ? {} : { 'retention.ms': topic.retentionMs }),
          'max.message.bytes': topic.maxRecordBytes ?? limits.maxRecordBytes,
          'message.timestamp.type': 'LogAppendTime',
        },
        bindingVersion: '0.5.0',
      },
    },
  };
}

function operationsOf(topic: TopicContract): [string, JsonObject][] {
  const operation = (role: Role, action: 'send' | 'receive'): [string, JsonObject] => [
    `${role}.${action}.${topic.name}`,
    {
      action,
      channel: { $ref: `#/channels/${topic.name}` },
      summary: `${role} ${action}s ${topic.name}`,
      tags: [{ name: role }],
      messages: [{ $ref: `#/channels/${topic.name}/messages/${messageName(topic)}` }],
    },
  ];
  return [
    ...topic.producers.map((role) => operation(role, 'send')),
    ...topic.consumers.map((role) => operation(role, 'receive')),
  ];
}

function messageOf(topic: TopicContract): JsonObject {
  const bindings = { kafka: { key: keyOf(topic), bindingVersion: '0.5.0' } };
  const common = { name: messageName(topic), summary: topic.purpose, bindings };
  if (!isDeadLetter(topic)) {
    const headers: JsonObject = topic === topics.inferenceCompleted ? { headers: outcomeHeaderSchema } : {};
    return { ...common, ...headers, payload: { $ref: `#/components/schemas/${schemaName(topic.value)}` } };
  }
  return { ...common, contentType: 'application/octet-stream', headers: deadLetterHeaderSchema, payload: {} };
}

const keyOf = ({ key, cleanup }: TopicContract): JsonObject => ({
  type: 'string',
  description: cleanup === 'compact' ? `${key}; a record without a value removes it` : key,
});

const outcomeHeaderSchema: JsonObject = {
  type: 'object',
  required: Object.entries(outcomeHeaderMeanings).flatMap(([name, { optional }]) => (optional ? [] : [name])),
  properties: Object.fromEntries(
    Object.entries(outcomeHeaderMeanings).map(([name, { meaning }]) => [
      name,
      { type: 'string', description: meaning },
    ]),
  ),
};

const deadLetterHeaderSchema: JsonObject = {
  type: 'object',
  required: Object.values(deadLetterHeaders),
  properties: Object.fromEntries(Object.values(deadLetterHeaders).map((header) => [header, { type: 'string' }])),
};

const isDeadLetter = (topic: TopicContract): boolean => Object.values(deadLetterTopics).includes(topic);

/** `InferenceRequested` for `inference.requested`, `InferenceRequestedDead` for its dead letters. */
const messageName = ({ name }: TopicContract): string =>
  name
    .split('.')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

function schemaName({ $id }: TSchema): string {
  if ($id === undefined) throw new Error('the value of every topic needs an $id, its name in the document');
  return $id;
}

/** Plain JSON without `$id`, which would change what `$ref` inside it is relative to. */
const schemaOf = (schema: TSchema): JsonObject =>
  JSON.parse(JSON.stringify(schema, (key, value: unknown) => (key === '$id' ? undefined : value))) as JsonObject;

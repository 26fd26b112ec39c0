import { ConfigResourceTypes, type Admin } from 'kafkajs';
import { limits, type Role, type TopicContract } from '@harmonybatch/contracts';
import type { KafkaOptions } from '../settings/kafka-options';
import { prefixed } from './topic-names';

/** What is wrong with the configs of a topic, and the command that fixes it. */
export interface TopicConfigFault {
  /** Name of the topic without the deployment's prefix. */
  readonly topic: string;
  /** `refused`: state or requests would be lost, or nothing could go on. `noted`: it works, though not as it should. */
  readonly kind: 'refused' | 'noted';
  readonly problem: string;
  readonly fix: string;
}

/** A topic as the cluster keeps it. */
export interface ActualTopic {
  readonly config: ReadonlyMap<string, string>;
  /** Replicas of the partition that has the fewest. */
  readonly replicas: number;
}

/** Records with a shorter retention may be deleted before they are answered, ms. */
const minRetentionMs = 2 * limits.maxSloMs;
const safeReplicas = 3;
/** They pass nothing on: who wrote a record that does not fit is told, and nothing waits behind it. */
const originRoles: readonly Role[] = ['producer', 'operator', 'http-gateway', 'console'];
const configNames = [
  'cleanup.policy',
  'message.timestamp.type',
  'max.message.bytes',
  'retention.ms',
  'retention.bytes',
  'min.insync.replicas',
];

interface Deviation {
  readonly kind: TopicConfigFault['kind'];
  readonly setting: string;
  readonly right: string;
  readonly why: string;
}

/**
 * Reads how topics are kept and judges it by their contracts. Topics that were there before are taken as they are, so what
 * would lose something must be found before anything is read or written.
 * @throws where the client may not describe the topics
 */
export async function checkTopicConfigs(
  admin: Admin,
  settings: KafkaOptions,
  topics: readonly TopicContract[],
): Promise<TopicConfigFault[]> {
  const kept = await readTopics(
    admin,
    topics.map(({ name }) => prefixed(settings.topicPrefix, name)),
  );
  return topics.flatMap((topic) => {
    const name = prefixed(settings.topicPrefix, topic.name);
    const ofTopic = kept.get(name);
    if (ofTopic === undefined) return [];
    return deviations(topic, ofTopic).map(({ kind, setting, right, why }) => ({
      topic: topic.name,
      kind,
      problem: `topic ${name} has ${setting}=${ofTopic.config.get(setting) ?? ''}: ${why}`,
      fix: `kafka-configs.sh --bootstrap-server ${settings.brokers.join()} --alter --entity-type topics --entity-name ${name} --add-config ${setting}=${right}`,
    }));
  });
}

async function readTopics(admin: Admin, names: readonly string[]): Promise<Map<string, ActualTopic>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({ type: ConfigResourceTypes.TOPIC, name, configNames: configNames })),
  });
  const { topics } = await admin.fetchTopicMetadata({ topics: [...names] });
  const replicas = new Map(
    topics.map(({ name, partitions }) => [name, Math.min(...partitions.map((partition) => partition.replicas.length))]),
  );
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      {
        config: new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
        replicas: replicas.get(resourceName) ?? 1,
      },
    ]),
  );
}

/** What of a topic is not as its contract asks for. */
export function deviations(topic: TopicContract, { config, replicas }: ActualTopic): Deviation[] {
  const number = (name: string): number => Number(config.get(name) ?? NaN);
  return [
    ...cleanupDeviations(topic, config.get('cleanup.policy') ?? ''),
    ...timeDeviations(config.get('message.timestamp.type')),
    ...sizeDeviations(topic, number('max.message.bytes')),
    ...retentionDeviations(topic, number('retention.ms'), number('retention.bytes')),
    ...replicaDeviations(replicas, number('min.insync.replicas')),
  ];
}

function cleanupDeviations({ cleanup }: TopicContract, policy: string): Deviation[] {
  const policies = policy.split(',').map((word) => word.trim());
  if (policies.length === 1 && policies[0] === cleanup) return [];
  const why =
    cleanup === 'compact'
      ? 'registrations and plans would be deleted over time'
      : 'compaction would drop requests, or first outcomes, of the same key';
  return [{ kind: 'refused', setting: 'cleanup.policy', right: cleanup, why }];
}

function timeDeviations(type: string | undefined): Deviation[] {
  if (type === undefined || type === 'LogAppendTime') return [];
  const why = 'timestamps come from the clocks of producers';
  return [{ kind: 'noted', setting: 'message.timestamp.type', right: 'LogAppendTime', why }];
}

/** What services pass on has to fit; what comes from outside may be held smaller. */
function sizeDeviations(topic: TopicContract, bytes: number): Deviation[] {
  const right = topic.maxRecordBytes ?? limits.maxRecordBytes;
  if (!(bytes < right)) return [];
  const isDeadLetters = topic.name.endsWith('.dead');
  const isPassedOn = !isDeadLetters && topic.producers.some((role) => !originRoles.includes(role));
  const why = isDeadLetters
    ? 'larger dead letters are truncated'
    : isPassedOn
      ? `records of up to ${right} bytes have to be written there, and one that cannot be written blocks everything behind it`
      : `records of up to ${right} bytes are read from there`;
  return [{ kind: isPassedOn ? 'refused' : 'noted', setting: 'max.message.bytes', right: String(right), why }];
}

function retentionDeviations({ cleanup, retentionMs, name }: TopicContract, ms: number, bytes: number): Deviation[] {
  if (cleanup === 'compact' || retentionMs === undefined) return [];
  const found: Deviation[] = [];
  if (ms >= 0 && ms < retentionMs) {
    const isTooShort = ms < Math.min(minRetentionMs, retentionMs) && !name.endsWith('.dead');
    const why = isTooShort
      ? 'records would be deleted before they are read and answered'
      : `an outage longer than that loses records; ${retentionMs} are asked for`;
    found.push({ kind: isTooShort ? 'refused' : 'noted', setting: 'retention.ms', right: String(retentionMs), why });
  }
  if (bytes >= 0) {
    const why = 'records are deleted early once the log exceeds that size, read or not';
    found.push({ kind: 'noted', setting: 'retention.bytes', right: '-1', why });
  }
  return found;
}

function replicaDeviations(replicas: number, insync: number): Deviation[] {
  const setting = 'min.insync.replicas';
  if (insync > replicas) {
    const why = `it has ${replicas} of them, so that nothing can be written`;
    return [{ kind: 'refused', setting, right: String(Math.max(1, replicas - 1)), why }];
  }
  if (replicas < safeReplicas || insync > 1) return [];
  const why = 'a record counts as written when one broker has it, and is lost with that broker';
  return [{ kind: 'noted', setting, right: '2', why }];
}

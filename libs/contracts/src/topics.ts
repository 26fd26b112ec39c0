import { Type, type Static, type TSchema } from '@sinclair/typebox';
import { AppRegistered } from './messages/app-registered';
import { ArrivalCounted } from './messages/arrival-counted';
import { BatchExecuted } from './messages/batch-executed';
import { BatchReady } from './messages/batch-ready';
import { CalibrationChanged } from './messages/calibration-changed';
import { ClockProbed } from './messages/clock-probed';
import { InferenceAccepted } from './messages/inference-accepted';
import { InferenceCompleted } from './messages/inference-completed';
import { InferenceRequested } from './messages/inference-requested';
import { KeyIssued } from './messages/key-issued';
import { ModelDeployed } from './messages/model-deployed';
import { ModelProfiled } from './messages/model-profiled';
import { PlanDecided } from './messages/plan-decided';
import { PlanPinned } from './messages/plan-pinned';
import { PlanProposed } from './messages/plan-proposed';
import { PlanPublished } from './messages/plan-published';
import { PlanRequested } from './messages/plan-requested';
import { PlanningReported } from './messages/planning-reported';
import { PressureReported } from './messages/pressure-reported';
import { RateEstimated } from './messages/rate-estimated';
import { WayMeasured } from './messages/way-measured';
import { limits } from './schema/scalars';

/** The services that speak Kafka. */
export const services = [
  'ingest',
  'batcher',
  'dispatcher',
  'rate-estimator',
  'planner',
  'outcome-forwarder',
  'http-gateway',
  'console',
] as const;
export type Service = (typeof services)[number];

/** Who writes or reads topics. */
export type Role = 'producer' | 'operator' | Service;

export interface TopicContract<T extends TSchema = TSchema> {
  readonly name: string;
  readonly purpose: string;
  readonly value: T;
  /** What the record's key is; a tombstone of a compacted topic removes that key. */
  readonly key: string;
  /** Who may write there; Kafka's rights follow. */
  readonly producers: readonly Role[];
  /** Who may read it, in a group or without one; Kafka's rights follow. */
  readonly consumers: readonly Role[];
  /** `many` is the configured partition count; `one` orders all records. */
  readonly partitions: 'many' | 'one';
  /** `compact` keeps the last record of each key forever: the control plane's database. */
  readonly cleanup: 'delete' | 'compact';
  /** Whether a record says all that is to be known of it, times included, so that who reads it may write it again further on. */
  readonly repeatable?: true;
  /** How long a record of a `delete` topic is kept: longer than any outage to be survived. */
  readonly retentionMs?: number;
  /** Largest record, bytes (`max.message.bytes`); `limits.maxRecordBytes` where absent. */
  readonly maxRecordBytes?: number;
}

/** A topic whose records have a field of their value as key. */
export interface KeyedTopic<T extends TSchema = TSchema, K extends string = string> extends TopicContract<T> {
  readonly key: K;
}

/** A topic that keeps the last record of each key. */
export interface StateTopic<T extends TSchema = TSchema, K extends string = string> extends KeyedTopic<T, K> {
  readonly partitions: 'one';
  readonly cleanup: 'compact';
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const stream = { partitions: 'many', cleanup: 'delete', retentionMs: dayMs } as const;
const define = <T extends TSchema>(topic: TopicContract<T>): TopicContract<T> => topic;
const keyed = <T extends TSchema, K extends keyof Static<T> & string>(topic: KeyedTopic<T, K>): KeyedTopic<T, K> =>
  topic;
const state = <T extends TSchema, K extends keyof Static<T> & string>(
  topic: Omit<StateTopic<T, K>, 'partitions' | 'cleanup'>,
): StateTopic<T, K> => ({ ...topic, partitions: 'one', cleanup: 'compact' });

/** Every topic, once. */
export const topics = {
  inferenceRequested: define({
    name: 'inference.requested',
    purpose: 'The public door: requests from any Kafka client.',
    value: InferenceRequested,
    key: 'any, or none',
    producers: ['producer', 'http-gateway', 'console'],
    consumers: ['ingest'],
    ...stream,
  }),
  inferenceAccepted: keyed({
    name: 'inference.accepted',
    purpose: 'Requests that were checked, with arrival and deadline.',
    value: InferenceAccepted,
    key: 'identity',
    producers: ['ingest', 'batcher', 'console'],
    consumers: ['batcher'],
    repeatable: true,
    ...stream,
  }),
  batchReady: keyed({
    name: 'batch.ready',
    purpose: 'Batches to be executed.',
    value: BatchReady,
    key: 'batchId',
    producers: ['batcher', 'dispatcher', 'console'],
    consumers: ['dispatcher'],
    repeatable: true,
    ...stream,
  }),
  batchExecuted: keyed({
    name: 'batch.executed',
    purpose: 'Observed latency and money of every invocation.',
    value: BatchExecuted,
    key: 'batchId',
    producers: ['dispatcher'],
    consumers: ['planner', 'console'],
    ...stream,
  }),
  inferenceCompleted: keyed({
    name: 'inference.completed',
    purpose: 'Outcomes: the first record of an identity is the effective one.',
    value: InferenceCompleted,
    key: 'identity',
    producers: ['ingest', 'dispatcher'],
    consumers: ['producer', 'http-gateway', 'outcome-forwarder', 'dispatcher', 'console'],
    ...stream,
  }),
  arrivalCounted: keyed({
    name: 'arrival.counted',
    purpose: 'Arrivals per app and offset range.',
    value: ArrivalCounted,
    key: 'app',
    producers: ['ingest', 'console'],
    consumers: ['rate-estimator'],
    ...stream,
  }),
  rateEstimated: state({
    name: 'rate.estimated',
    purpose: 'The arrival rate of each app as known now.',
    value: RateEstimated,
    key: 'app',
    producers: ['rate-estimator'],
    consumers: ['planner', 'rate-estimator', 'console'],
  }),
  appRegistered: state({
    name: 'app.registered',
    purpose: 'The apps and their SLOs.',
    value: AppRegistered,
    key: 'name',
    producers: ['operator'],
    consumers: ['ingest', 'planner', 'outcome-forwarder', 'http-gateway', 'console'],
  }),
  keyIssued: state({
    name: 'key.issued',
    purpose: 'The keys that apps sign their requests with: what checks a signature, and makes none.',
    value: KeyIssued,
    key: 'keyId',
    producers: ['operator'],
    consumers: ['ingest', 'http-gateway', 'operator'],
  }),
  modelProfiled: state({
    name: 'model.profiled',
    purpose: 'The models: image and latency profile.',
    value: ModelProfiled,
    key: 'name',
    producers: ['operator'],
    consumers: ['planner', 'ingest', 'http-gateway', 'console'],
  }),
  modelDeployed: state({
    name: 'model.deployed',
    purpose: 'The states of each model that its plans were made with, the newest first: what can be gone back to.',
    value: ModelDeployed,
    key: 'model',
    producers: ['planner'],
    consumers: ['planner', 'operator', 'console'],
    maxRecordBytes: limits.maxVersionsBytes,
  }),
  calibrationChanged: state({
    name: 'calibration.changed',
    purpose: 'How observed executions correct the profile of each model, and what it was before.',
    value: CalibrationChanged,
    key: 'model',
    producers: ['planner', 'operator'],
    consumers: ['planner', 'operator', 'console'],
  }),
  planPublished: state({
    name: 'plan.published',
    purpose: 'The plan in force for each model; the epoch of a plan is its offset.',
    value: PlanPublished,
    key: 'model',
    producers: ['planner'],
    consumers: ['ingest', 'batcher', 'dispatcher', 'planner', 'http-gateway', 'console'],
  }),
  planPinned: state({
    name: 'plan.pinned',
    purpose: 'The plan that somebody holds each model to; the planner plans those that have none here.',
    value: PlanPinned,
    key: 'model',
    producers: ['operator', 'console'],
    consumers: ['planner', 'operator', 'console'],
  }),
  planProposed: state({
    name: 'plan.proposed',
    purpose: 'The plan that would come into force for each model, and what it waits for; nothing where none waits.',
    value: PlanProposed,
    key: 'model',
    producers: ['planner'],
    consumers: ['planner', 'operator', 'console'],
    maxRecordBytes: limits.maxProposalBytes,
  }),
  planDecided: state({
    name: 'plan.decided',
    purpose: 'What was decided last of a proposal for each model: approved, it comes into force.',
    value: PlanDecided,
    key: 'model',
    producers: ['operator', 'console'],
    consumers: ['planner', 'operator', 'console'],
  }),
  planningReported: state({
    name: 'planning.reported',
    purpose: 'How far the plan that each model needs has come, and why a model has none.',
    value: PlanningReported,
    key: 'model',
    producers: ['planner'],
    consumers: ['operator', 'console'],
  }),
  planRequested: keyed({
    name: 'plan.requested',
    purpose: 'Asks for a new plan; the owner of its only partition is the planner that plans.',
    value: PlanRequested,
    key: 'model',
    producers: ['operator', 'console'],
    consumers: ['planner'],
    partitions: 'one',
    cleanup: 'delete',
    retentionMs: dayMs,
  }),
  clockProbed: define({
    name: 'clock.probed',
    purpose:
      'Each service writes here to learn the time of the broker by when its record is appended; nothing is read.',
    value: ClockProbed,
    key: 'none',
    producers: services,
    consumers: ['operator'],
    partitions: 'one',
    cleanup: 'delete',
    retentionMs: hourMs,
  }),
  wayMeasured: keyed({
    name: 'way.measured',
    purpose:
      'What the way beside wait and execution takes of requests, as distributions: plans keep so much of each SLO.',
    value: WayMeasured,
    key: 'model',
    producers: ['dispatcher'],
    consumers: ['planner'],
    partitions: 'one',
    cleanup: 'delete',
    retentionMs: hourMs,
  }),
  pressureReported: keyed({
    name: 'pressure.reported',
    purpose: 'How far replicas are behind; nothing while none is.',
    value: PressureReported,
    key: 'model',
    producers: ['batcher', 'dispatcher'],
    consumers: ['ingest'],
    partitions: 'one',
    cleanup: 'delete',
    retentionMs: hourMs,
  }),
} as const;

/** The console sends dead letters again, and notes that it did; registrations operators alone. */
const resentBy = ({ cleanup }: TopicContract): readonly Role[] => (cleanup === 'compact' ? [] : ['console']);

const dead = (origin: TopicContract, by: Role): TopicContract =>
  define({
    name: `${origin.name}.dead`,
    purpose: `Records of ${origin.name} that could not be read, byte for byte, with origin and reason in headers.`,
    value: Type.Unknown(),
    key: "the original's",
    producers: [by, 'operator', ...resentBy(origin)],
    consumers: ['operator', 'console'],
    partitions: 'one',
    cleanup: 'delete',
    retentionMs: 7 * dayMs,
    maxRecordBytes: limits.maxDeadLetterBytes,
  });

/** A topic that an app names for its outcomes: what is copied there is kept as in `inference.completed`. */
export const outcomeTopicOf = (name: string): TopicContract => ({
  ...topics.inferenceCompleted,
  name,
  purpose: 'Copies of the outcomes of the apps that name it.',
  producers: ['outcome-forwarder'],
  consumers: ['producer'],
});

/** Where unreadable records go, keyed by the name of the topic they came from. */
export const deadLetterTopics: Readonly<Record<string, TopicContract>> = Object.fromEntries(
  [
    dead(topics.inferenceRequested, 'ingest'),
    dead(topics.inferenceAccepted, 'batcher'),
    dead(topics.batchReady, 'dispatcher'),
    dead(topics.arrivalCounted, 'rate-estimator'),
    dead(topics.appRegistered, 'planner'),
    dead(topics.modelProfiled, 'planner'),
    dead(topics.planRequested, 'planner'),
    dead(topics.planPinned, 'planner'),
    dead(topics.planDecided, 'planner'),
  ].map((topic) => [topic.name.replace(/\.dead$/, ''), topic]),
);

export const allTopics: readonly TopicContract[] = [...Object.values(topics), ...Object.values(deadLetterTopics)];

const largest = new Map(allTopics.map(({ name, maxRecordBytes }) => [name, maxRecordBytes ?? limits.maxRecordBytes]));

/** Largest record of a topic (its name without prefix), bytes. */
export const maxRecordBytesOf = (topic: string): number => largest.get(topic) ?? limits.maxRecordBytes;

import 'reflect-metadata';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { allTopics, topics, type TopicContract } from '@harmonybatch/contracts';
import { createKafka, KafkaBatchServer, KafkaPublisher } from '@harmonybatch/messaging';
import { HeldRecordRequeuer } from '@harmonybatch/ports';
import { metricsOfEveryService } from '@harmonybatch/telemetry';
import { kafkaOptionsOf, type SharedConfig } from '../config/kafka-options-of';
import type { Variables } from '../config/variable';
import { Deployment } from '../deployment/deployment';
import { Readiness } from '../health/readiness';
import { ServiceRoot } from '../module/service-kit.module';
import { ClockSync } from '../system/clock-sync';
import { SystemClock } from '../system/system-clock';
import { messagingLogOf, NestLogger, type ServiceLogger } from '../observability/logger';
import { openTracing } from '../observability/open-tracing';
import { ServiceEvents } from '../observability/service-events';
import { watchService } from '../observability/service-gauges';
import { prepareTopics } from './prepare-topics';
import type { ServiceDefinition } from './service-definition';
import { WarmUp } from './warm-up';

export interface StartOptions {
  readonly shared: SharedConfig;
  readonly config: unknown;
  readonly logger: ServiceLogger;
  /** The service cannot continue; reported once. */
  readonly onFatal: (error: Error) => void;
}

export interface RunningService {
  /** Where health and metrics are. */
  readonly url: string;
  /**
   * Resolves with true when it is warm, state was read and the consumers have joined, and with false where it was stopped before
   * they began; rejects if they cannot.
   */
  readonly ready: Promise<boolean>;
  /** Finishes what is held, commits, leaves the groups, closes every connection. */
  stop(): Promise<void>;
}

/** Any batcher takes any request, and any dispatcher any batch. */
const stickyTopics = [topics.inferenceAccepted.name, topics.batchReady.name];

/** The topics of a service, and the one that it learns the time by. */
const topicsOf = ({ topics: own = allTopics }: Pick<ServiceDefinition, 'topics'>): readonly TopicContract[] => [
  ...new Set([...own, topics.clockProbed]),
];

/** Who drains for longer leaves its groups meanwhile, ms: where nobody took its partitions before, they stand still until then. */
const leaveGroupAfterMs = 1_000;

function newRegistry(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return registry;
}

async function listen(app: INestApplication, { httpHost, httpPort }: SharedConfig): Promise<string> {
  await app.listen(httpPort, httpHost);
  return app.getUrl();
}

/** @returns whether it was not stopped before */
async function begin(warmUp: WarmUp, app: INestApplication): Promise<boolean> {
  await warmUp.run();
  if (warmUp.wasCalledOff) return false;
  await app.startAllMicroservices();
  return true;
}

/** Starts a service in this process: topics, producer, HTTP, a rehearsal, then state and consumers. */
export async function startService<V extends Variables>(
  definition: ServiceDefinition<V>,
  options: StartOptions,
): Promise<RunningService> {
  const { shared, config, logger, onFatal } = options;
  const { name } = definition;
  const settings = kafkaOptionsOf(name, shared);
  const log = messagingLogOf(logger);
  const kafka = createKafka(settings, log);
  const clusterId = await prepareTopics(kafka, settings, name, topicsOf(definition), logger);
  const publisher = new KafkaPublisher(kafka, { topicPrefix: settings.topicPrefix, log, stickyTopics });
  await publisher.connect();
  const registry = newRegistry(name);
  const traces = await openTracing(name, shared, logger);
  const events = new ServiceEvents(logger, registry, definition.metrics ?? metricsOfEveryService, traces.tracing);
  const requeuer = new HeldRecordRequeuer({ publisher, events });
  const { topicPrefix, sessionTimeoutMs } = settings;
  const presence = shared.presence ? { host: shared.presenceHost, port: shared.presencePort } : undefined;
  const server = new KafkaBatchServer(kafka, { topicPrefix, sessionTimeoutMs, service: name, log, requeuer, presence });
  server.on('fatal', onFatal);
  const clock = new SystemClock();
  const probe = () =>
    publisher.probeBrokerTime(topics.clockProbed.name, JSON.stringify({ service: name, sentAtMs: clock.nowMs() }));
  const clockWatch = new ClockSync({ clock, probe, logger, events });
  await clockWatch.start();
  const readiness = new Readiness();
  const deployment = new Deployment(settings.topicPrefix, clusterId);
  const warmUp = new WarmUp(definition.rehearse, { clock, limitMs: shared.warmUpMs, logger });
  readiness.add(() => warmUp.notReadyReasons());
  readiness.add(() => server.notReadyReasons());
  readiness.add(() => publisher.notReadyReasons());
  watchService(events, { server, publisher, readiness });
  const root = ServiceRoot.of(
    { name, config, settings, kafka, server, clock, publisher, events, registry, readiness, deployment },
    definition.module,
  );
  const app = await NestFactory.create(root, {
    logger: new NestLogger(logger),
    abortOnError: false,
    forceCloseConnections: true,
  });
  app.connectMicroservice({ strategy: server });
  const url = await listen(app, shared);
  const ready = begin(warmUp, app);
  const stop = async (): Promise<void> => {
    warmUp.callOff();
    await server.handOn();
    await server.stopReading();
    const drained = app.close(); // stages drain in beforeApplicationShutdown, then the server commits and leaves
    // Others need not wait for a long drain: what stages still hold then is theirs to finish by lease, and re-read without effect.
    const leave = setTimeout(() => void server.close(), leaveGroupAfterMs);
    await drained;
    clearTimeout(leave);
    clockWatch.stop();
    await publisher.close();
    await traces.close();
  };
  return { url, ready, stop };
}

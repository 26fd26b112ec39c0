import type { KafkaBatchServer, KafkaPublisher } from '@harmonybatch/messaging';
import type { StageEvents } from '@harmonybatch/ports';
import { serviceMetrics } from '@harmonybatch/telemetry';
import type { Readiness } from '../health/readiness';

export interface WatchedService {
  readonly server: Pick<KafkaBatchServer, 'notReadyReasons' | 'lags'>;
  readonly publisher: Pick<KafkaPublisher, 'notReadyReasons'>;
  readonly readiness: Readiness;
}

/** Tells whether the service is ready and Kafka within reach, and how much of its topics is still to be read. */
export function watchService(events: StageEvents, { server, publisher, readiness }: WatchedService): void {
  events.watch(serviceMetrics.ready, async () => [flag(await readiness.reasons())]);
  events.watch(serviceMetrics.kafkaReachable, () => [
    flag([...server.notReadyReasons(), ...publisher.notReadyReasons()]),
  ]);
  events.watch(serviceMetrics.consumerLag, () =>
    server
      .lags()
      .map(({ topic, groupId, records }) => ({ labels: { topic, consumer_group: groupId }, value: records })),
  );
}

/** 1 where nothing is wrong. */
const flag = (reasons: readonly string[]) => ({ labels: {}, value: reasons.length === 0 ? 1 : 0 });

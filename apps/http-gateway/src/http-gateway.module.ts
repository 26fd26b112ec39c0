import {
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Kafka } from 'kafkajs';
import { KafkaExchange } from '@harmonybatch/client/exchange';
import { PastOutcomes, type KafkaOptions } from '@harmonybatch/messaging';
import { AppRegistry, KeyRegistry, ModelRegistry, PlanBoard } from '@harmonybatch/pipeline';
import { Clock, StageEvents } from '@harmonybatch/ports';
import { KAFKA_CLIENT, KAFKA_SETTINGS, Readiness, SERVICE_CONFIG, StagePorts } from '@harmonybatch/service-kit';
import { CallerCheck } from './access/caller-check';
import { Gateway } from './gateway';
import type { GatewayVariables } from './gateway-variables';
import { Inference } from './infer/inference';
import { KeptOutcomes } from './outcomes/kept-outcomes';
import { OutcomePlaces } from './outcomes/outcome-places';
import { ServedModels } from './models/served-models';
import { OpenRequests } from './protocol/open-requests';
import { AddressGuard } from './webhooks/address-guard';
import { postWebhook, type WebhookPost } from './webhooks/post-webhook';
import { Webhooks } from './webhooks/webhooks';
import { StateController } from './state.controller';

@Module({
  controllers: [StateController],
  providers: [
    AppRegistry,
    KeyRegistry,
    ModelRegistry,
    PlanBoard,
    {
      provide: KafkaExchange,
      inject: [KAFKA_CLIENT, KAFKA_SETTINGS, StageEvents, OutcomePlaces],
      useFactory: (kafka: Kafka, { topicPrefix }: KafkaOptions, log: StageEvents, places: OutcomePlaces) =>
        new KafkaExchange(kafka, {
          topicPrefix,
          log,
          onOutcome: (record, partition) => places.note(record, partition),
        }),
    },
    {
      provide: OutcomePlaces,
      inject: [Clock, SERVICE_CONFIG],
      useFactory: (clock: Clock, { keepOutcomesMs, maxKeptOutcomes }: GatewayVariables) =>
        new OutcomePlaces(clock, { forMs: keepOutcomesMs, maxOutcomes: maxKeptOutcomes }),
    },
    {
      provide: KeptOutcomes,
      inject: [KAFKA_CLIENT, KAFKA_SETTINGS, OutcomePlaces, StagePorts, SERVICE_CONFIG],
      useFactory: (
        kafka: Kafka,
        { topicPrefix }: KafkaOptions,
        places: OutcomePlaces,
        { clock, events }: StagePorts,
        { keepOutcomesMs }: GatewayVariables,
      ) => new KeptOutcomes({ places, past: PastOutcomes.of(kafka, topicPrefix), clock, events }, keepOutcomesMs),
    },
    {
      provide: CallerCheck,
      inject: [AppRegistry, KeyRegistry, Clock, SERVICE_CONFIG],
      useFactory: (apps: AppRegistry, keys: KeyRegistry, clock: Clock, { requireKeys }: GatewayVariables) =>
        new CallerCheck(apps, keys, clock, requireKeys),
    },
    {
      provide: ServedModels,
      inject: [ModelRegistry, PlanBoard],
      useFactory: (models: ModelRegistry, board: PlanBoard) => new ServedModels(models, board),
    },
    {
      provide: Inference,
      inject: [StagePorts, KafkaExchange, KeptOutcomes, SERVICE_CONFIG],
      useFactory: (
        { clock, events }: StagePorts,
        exchange: KafkaExchange,
        outcomes: KeptOutcomes,
        { answerGraceMs }: GatewayVariables,
      ) => new Inference({ exchange, outcomes, clock, events }, answerGraceMs),
    },
    {
      provide: OpenRequests,
      inject: [SERVICE_CONFIG],
      useFactory: ({ maxOpenRequests }: GatewayVariables) => new OpenRequests(maxOpenRequests),
    },
    {
      provide: Webhooks,
      inject: [StagePorts, KeptOutcomes, SERVICE_CONFIG],
      useFactory: ({ clock, events }: StagePorts, outcomes: KeptOutcomes, config: GatewayVariables) => {
        const guard = new AddressGuard(config.webhookNetworks.split(',').filter((network) => network !== ''));
        const origins = (config.webhookOrigins ?? []).map((url) => new URL(url).origin);
        const post = (one: WebhookPost) => postWebhook(one, guard);
        return new Webhooks({ outcomes, post, clock, events }, { origins, maxPending: config.maxOpenWebhooks });
      },
    },
    Gateway,
  ],
})
export class HttpGatewayModule implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    private readonly gateway: Gateway,
    private readonly exchange: KafkaExchange,
    private readonly outcomes: KeptOutcomes,
    readiness: Readiness,
  ) {
    readiness.add(() => gateway.notReadyReasons());
    readiness.add(() => troubleOf(exchange));
    readiness.add(() => outcomes.notReadyReasons());
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.exchange.open();
    this.outcomes.open();
    await this.gateway.open();
  }

  /** State is not read any more; outcomes are, for the calls that are open. */
  beforeApplicationShutdown(): Promise<void> {
    return this.gateway.drain();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.gateway.close();
    await this.outcomes.close();
    await this.exchange.close();
  }
}

const troubleOf = ({ trouble }: KafkaExchange): string[] =>
  trouble === null ? [] : [`requests and outcomes do not pass: ${trouble.message}`];

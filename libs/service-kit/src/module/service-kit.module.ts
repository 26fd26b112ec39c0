import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import type { Kafka } from 'kafkajs';
import type { Registry } from 'prom-client';
import { KafkaBatchServer, Ownership, type KafkaOptions } from '@harmonybatch/messaging';
import { Clock, Intake, Publisher, Randomness, StageEvents } from '@harmonybatch/ports';
import { Deployment } from '../deployment/deployment';
import { HealthController } from '../health/health.controller';
import { Readiness } from '../health/readiness';
import { SystemRandomness } from '../system/system-randomness';
import { StagePorts } from './stage-ports';
import { KAFKA_CLIENT, KAFKA_SETTINGS, METRICS_REGISTRY, SERVICE_CONFIG, SERVICE_NAME } from './tokens';

/** What the process has opened before Nest begins. */
export interface ServiceParts {
  readonly name: string;
  readonly config: unknown;
  readonly settings: KafkaOptions;
  readonly kafka: Kafka;
  readonly server: KafkaBatchServer;
  readonly clock: Clock;
  readonly publisher: Publisher;
  readonly events: StageEvents;
  readonly registry: Registry;
  readonly readiness: Readiness;
  readonly deployment: Deployment;
}

const providersOf = (parts: ServiceParts): Provider[] => [
  { provide: Clock, useValue: parts.clock },
  { provide: Randomness, useClass: SystemRandomness },
  { provide: StageEvents, useValue: parts.events },
  { provide: Publisher, useValue: parts.publisher },
  { provide: Intake, useValue: parts.server.intake },
  { provide: Ownership, useValue: parts.server.ownership },
  { provide: StagePorts, useClass: StagePorts },
  { provide: KafkaBatchServer, useValue: parts.server },
  { provide: SERVICE_NAME, useValue: parts.name },
  { provide: SERVICE_CONFIG, useValue: parts.config },
  { provide: KAFKA_SETTINGS, useValue: parts.settings },
  { provide: KAFKA_CLIENT, useValue: parts.kafka },
  { provide: Readiness, useValue: parts.readiness },
  { provide: Deployment, useValue: parts.deployment },
  { provide: METRICS_REGISTRY, useValue: parts.registry },
];

/** Gives every module of a service the ports, its config, and health and metrics. */
@Module({})
export class ServiceKitModule {
  static with(parts: ServiceParts): DynamicModule {
    const providers = providersOf(parts);
    return {
      module: ServiceKitModule,
      global: true,
      controllers: [HealthController],
      providers,
      exports: providers.map((provider) => (provider as { provide: symbol }).provide),
    };
  }
}

/** The root of a service: the kit and the service's own module. */
@Module({})
export class ServiceRoot {
  static of(parts: ServiceParts, module: Type): DynamicModule {
    return { module: ServiceRoot, imports: [ServiceKitModule.with(parts), module] };
  }
}

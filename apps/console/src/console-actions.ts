import type { Provider } from '@nestjs/common';
import type { KafkaOptions } from '@harmonybatch/messaging';
import { ModelRegistry, PlanBoard, PlanHistory, PlanPins, PlanProposals } from '@harmonybatch/pipeline';
import { Clock, Publisher } from '@harmonybatch/ports';
import { KAFKA_CLIENT, KAFKA_SETTINGS } from '@harmonybatch/service-kit';
import type { Kafka } from 'kafkajs';
import { KafkaLetterTopics } from './dead-letters/letter-topics';
import { PlanDecider } from './decisions/plan-decider';
import { RollBacks } from './decisions/roll-backs';
import { KeptPlans } from './plans/kept-plans';

/** What acts for somebody: it decides on plans, and sends dead letters again. */
export const actionProviders: Provider[] = [
  { provide: PlanHistory, inject: [PlanBoard], useFactory: (board: PlanBoard) => new PlanHistory(board) },
  {
    provide: KafkaLetterTopics,
    inject: [KAFKA_CLIENT, KAFKA_SETTINGS],
    useFactory: (kafka: Kafka, { topicPrefix }: KafkaOptions) => new KafkaLetterTopics(kafka, topicPrefix),
  },
  {
    provide: RollBacks,
    inject: [ModelRegistry, PlanBoard, PlanHistory],
    useFactory: (models: ModelRegistry, plans: PlanBoard, history: PlanHistory) =>
      new RollBacks(models, plans, history),
  },
  {
    provide: PlanDecider,
    inject: [ModelRegistry, PlanBoard, PlanHistory, KeptPlans, RollBacks, PlanPins, PlanProposals, Publisher, Clock],
    useFactory: (
      models: ModelRegistry,
      plans: PlanBoard,
      history: PlanHistory,
      kept: KeptPlans,
      rollBacks: RollBacks,
      pins: PlanPins,
      proposals: PlanProposals,
      publisher: Publisher,
      clock: Clock,
    ) => new PlanDecider({ models, plans, history, kept, rollBacks, pins, proposals }, publisher, clock),
  },
];

import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '@harmonybatch/ports';
import type { HandlerGroup, Handlers } from '../protocol/call';
import { listLetters } from './letter-list';
import { KafkaLetterTopics } from './letter-topics';
import { Resending } from './resending';

const usualRows = 100;

/** Answers with the dead letters that there are, and sends them again. */
@Injectable()
export class DeadLettersHandlers implements HandlerGroup, OnApplicationShutdown {
  private readonly resending: Resending;

  readonly handlers: Pick<Handlers, 'deadLetters' | 'resend'> = {
    deadLetters: ({ query: { limit = usualRows, ...filter } }) => listLetters(this.topics, filter, limit),
    resend: ({ body }) => this.resending.answer(body),
  };

  constructor(
    private readonly topics: KafkaLetterTopics,
    clock: Clock,
  ) {
    this.resending = new Resending(topics, clock);
  }

  onApplicationShutdown(): void {
    this.resending.close();
  }
}

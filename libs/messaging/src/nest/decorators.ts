import { applyDecorators, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type { TopicContract } from '@harmonybatch/contracts';
import { HandlerErrorFilter } from './handler-error.filter';

/** What a decorator tells the server about its method. */
export interface HandlerExtras {
  readonly kind: 'records' | 'state' | 'news';
  readonly topic: TopicContract;
}

const handle = (kind: HandlerExtras['kind'], topic: TopicContract): MethodDecorator => {
  const extras: HandlerExtras = { kind, topic };
  return applyDecorators(EventPattern(`${kind}:${topic.name}`, extras), UseFilters(HandlerErrorFilter));
};

/**
 * The method reads its share of the topic: `(records: InboundRecord[]) => void | Promise<void>`, one call at a time for
 * the topic, with everything that one fetch brought from all its partitions. A record is read again after a restart
 * until it was released. A method that throws ends the process: bad input is an outcome, not an exception.
 */
export const OnRecords = (topic: TopicContract): MethodDecorator => handle('records', topic);

/**
 * The method follows a compacted topic: `(records: InboundRecord[]) => void | Promise<void>`, from the topic's beginning,
 * tombstones included, in every replica, each record once a process. All of them are read to their end before any
 * `OnRecords` method is called. `release()` of such a record does nothing.
 */
export const OnState = (topic: TopicContract): MethodDecorator => handle('state', topic);

/**
 * The method follows a topic in every replica, as `OnState` does, but from its end: it receives what is written while the
 * process runs, and what is written while its reader finds its place again may be left out.
 */
export const OnLatest = (topic: TopicContract): MethodDecorator => handle('news', topic);

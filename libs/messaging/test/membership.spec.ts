import { EventEmitter } from 'node:events';
import type { Consumer } from 'kafkajs';
import { Membership } from '../src/consumer/membership';

const events = {
  GROUP_JOIN: 'join',
  REBALANCING: 'rebalancing',
  HEARTBEAT: 'heartbeat',
  FETCH: 'fetch',
  STOP: 'stop',
  DISCONNECT: 'disconnect',
  CRASH: 'crash',
} as const;

/** kafkajs does not export this class. */
const coordinatorNotFound = (): Error =>
  Object.assign(new Error('Failed to find group coordinator'), { name: 'KafkaJSGroupCoordinatorNotFound' });

/** As much of a kafkajs consumer as its membership is told by. */
class FakeConsumer extends EventEmitter {
  readonly events = events;

  joins(): void {
    this.emit(events.GROUP_JOIN, { payload: { memberId: 'me', memberAssignment: { things: [0, 1] } } });
  }

  crashes(restart: boolean, error = new Error('not authorised any more')): void {
    this.emit(events.CRASH, { payload: { error, restart } });
  }
}

describe('the membership of a consumer', () => {
  const followed = () => {
    const consumer = new FakeConsumer();
    const told: string[] = [];
    const membership = new Membership(consumer as unknown as Consumer, {
      joined: (memberId) => told.push(`joined as ${memberId}`),
      rebalancing: () => told.push('rebalancing'),
      heartbeat: () => told.push('heartbeat'),
      left: () => told.push('left'),
      interrupted: () => told.push('interrupted'),
      crashed: (error) => told.push(`crashed: ${error.message}`),
    });
    return { consumer, membership, told };
  };

  it('ends for good with a crash that kafkajs does not come back from', () => {
    const { consumer, membership, told } = followed();
    consumer.joins();
    expect(membership.joined).toBe(true);
    consumer.crashes(false);
    expect(membership.joined).toBe(false);
    expect(told).toEqual(['joined as me', 'left', 'crashed: not authorised any more']);
  });

  it('is over until the next join after a crash that kafkajs comes back from', () => {
    const { consumer, membership, told } = followed();
    consumer.joins();
    consumer.crashes(true);
    expect(membership.joined).toBe(false);
    consumer.joins();
    expect(membership.joined).toBe(true);
    expect(told).toEqual(['joined as me', 'left', 'joined as me']);
  });

  it('is interrupted by a fault that passes, though kafkajs gives up', () => {
    const { consumer, membership, told } = followed();
    consumer.joins();
    consumer.crashes(false, new Error('out of retries', { cause: coordinatorNotFound() }));
    expect(membership.joined).toBe(false);
    expect(told).toEqual(['joined as me', 'left', 'interrupted']);
  });

  it('fails its first join with the crash that comes before it', async () => {
    const { consumer, membership } = followed();
    consumer.crashes(false);
    await expect(membership.firstJoin).rejects.toThrow('not authorised any more');
  });

  it('tells when Kafka falls silent, and no more once it is heard again', () => {
    const consumer = new FakeConsumer();
    const nothing = () => undefined;
    const listener = { joined: nothing, rebalancing: nothing, heartbeat: nothing, left: nothing, interrupted: nothing };
    let nowMs = 0;
    const membership = new Membership(consumer as unknown as Consumer, { ...listener, crashed: nothing }, () => nowMs);
    expect(membership.notReadyReason('things')).toBe('the consumer of things has not joined its group');
    consumer.joins();
    nowMs = 5_000;
    expect(membership.notReadyReason('things')).toBeNull();
    nowMs = 12_000;
    expect(membership.notReadyReason('things')).toBe('Kafka has not answered the consumer of things for 12 s');
    for (const event of [events.FETCH, events.HEARTBEAT]) {
      nowMs += 6_000;
      consumer.emit(event);
      expect(membership.notReadyReason('things')).toBeNull();
    }
  });
});

import { outcomeHeaders, topics } from '@harmonybatch/contracts';
import { AppRegistry, forwarderDefaults, OutcomeForwarder } from '@harmonybatch/pipeline';
import { OutcomeTopics, RecordRefusedError, type InboundRecord, type OutboundRecord } from '@harmonybatch/ports';
import {
  FakePublisher,
  ManualClock,
  inboundRecord,
  RecordedEvents,
  type FakeRecord,
} from '../../../ports/test/fake-ports';

const { maxAttempts: mostTries, retryMs: pauseMs, cooldownMs: restMs } = forwarderDefaults;

/** Kafka whose topics can be broken one by one, or which can be away. */
class BreakableKafka extends FakePublisher {
  readonly broken = new Map<string, Error>();
  isAway = false;
  sends = 0;
  override async publish(records: readonly OutboundRecord[], guard?: () => boolean): Promise<void> {
    const fault = this.isAway ? new Error('no broker') : this.broken.get(records[0]!.topic);
    this.sends += 1;
    if (fault !== undefined) throw fault;
    return super.publish(records, guard);
  }
}

class FakeTopics extends OutcomeTopics {
  readonly ensured: string[] = [];
  constructor(private readonly kafka: BreakableKafka) {
    super();
  }
  override async ensure(topic: string): Promise<void> {
    if (this.kafka.isAway) throw new Error('no broker');
    this.ensured.push(topic);
  }
  override async isKafkaReachable(): Promise<boolean> {
    return !this.kafka.isAway;
  }
}

class World {
  readonly clock = new ManualClock();
  readonly kafka = new BreakableKafka();
  readonly topics = new FakeTopics(this.kafka);
  readonly events = new RecordedEvents();
  readonly apps = new AppRegistry();
  readonly forwarder = new OutcomeForwarder(
    { publisher: this.kafka, topics: this.topics, clock: this.clock, events: this.events },
    this.apps,
  );

  register(name: string, outcomeTopic?: string): string | null {
    const app = { name, model: 'vgg19', sloMs: 500, ...(outcomeTopic === undefined ? {} : { outcomeTopic }) };
    return this.apps.apply(inboundRecord(topics.appRegistered.name, app, { key: name }));
  }

  async forward(...records: FakeRecord[]): Promise<FakeRecord[]> {
    this.forwarder.accept(records);
    await this.clock.advance(0);
    return records;
  }
}

const outcome = (app: string | undefined, over: Partial<InboundRecord> = {}): FakeRecord =>
  inboundRecord(
    topics.inferenceCompleted.name,
    { app },
    {
      key: 'identity',
      headers: app === undefined ? {} : { [outcomeHeaders.app]: app, [outcomeHeaders.status]: 'ok' },
      ...over,
    },
  );

const copiesIn = (world: World): string[] => world.kafka.records.map(({ topic }) => topic);

describe('outcomes', () => {
  it('go to the topic that their app names, key, bytes and headers as they are', async () => {
    const world = new World();
    world.register('photos', 'shop.outcomes');
    const raw = {
      key: Buffer.from([0xff, 1]),
      headers: { [outcomeHeaders.app]: [Buffer.from('photos')], odd: [Buffer.from([0xfe]), Buffer.alloc(0)] },
    };
    const value = Buffer.from([0x7b, 0xff, 0x7d]);
    const [record] = await world.forward(outcome('photos', { value, raw }));
    expect(world.kafka.records).toEqual([{ topic: 'shop.outcomes', key: 'identity', value, raw }]);
    expect(record!.released).toBe(true);
  });

  it.each([
    ['an app that names no topic', outcome('search')],
    ['an app that is not registered', outcome('nobody')],
    ['no app', outcome(undefined)],
    ['an app without a name', outcome('')],
    ['an app called like a part of every object', outcome('constructor')],
    ['nothing, as a record without a value', outcome('photos', { value: null })],
  ])('of %s are copied nowhere and given up', async (_what, record) => {
    const world = new World();
    world.register('photos', 'shop.outcomes');
    world.register('search');
    await world.forward(record);
    expect(world.kafka.records).toEqual([]);
    expect(record.released).toBe(true);
  });

  it('go where the registration says when they are forwarded, and nowhere once it is gone', async () => {
    const world = new World();
    world.register('photos', 'one');
    await world.forward(outcome('photos'));
    world.register('photos', 'other');
    await world.forward(outcome('photos'));
    world.apps.apply(inboundRecord(topics.appRegistered.name, null, { key: 'photos' }));
    await world.forward(outcome('photos'));
    expect(copiesIn(world)).toEqual(['one', 'other']);
  });

  it('are given up only when the copy is acknowledged', async () => {
    const world = new World();
    world.register('photos', 'shop.outcomes');
    let releasedBefore: boolean | undefined;
    const record = outcome('photos');
    world.kafka.onPublished = () => (releasedBefore = record.released);
    await world.forward(record);
    expect([releasedBefore, record.released]).toEqual([false, true]);
  });
});

describe('a topic for outcomes', () => {
  it('is made sure of when an app names it, and not again for each copy', async () => {
    const world = new World();
    world.register('photos', 'shop.outcomes');
    await world.clock.advance(0);
    expect(world.topics.ensured).toEqual(['shop.outcomes']);
    await world.forward(outcome('photos'), outcome('photos'));
    expect(world.topics.ensured).toEqual(['shop.outcomes']);
  });

  it('is made sure of again where a copy failed: it may have been deleted', async () => {
    const world = new World();
    world.register('photos', 'shop.outcomes');
    world.kafka.failures = 1;
    const [record] = await world.forward(outcome('photos'));
    await world.clock.advance(pauseMs);
    expect(world.topics.ensured).toEqual(['shop.outcomes', 'shop.outcomes']);
    expect(record!.released).toBe(true);
    expect(world.events.faults).toEqual([]);
  });

  it.each(['inference.completed', 'inference.requested', 'plan.published', 'staging.app.registered', 'batch_ready'])(
    'is none of ours, in this deployment or another: %s',
    (topic) => {
      const world = new World();
      expect(world.register('photos', topic)).toContain('/outcomeTopic');
      expect(world.apps.get('photos')).toBeUndefined();
    },
  );

  it.each(['', '.', '..', '__consumer_offsets', 'a b', 'ü', '-x', 'x'.repeat(150)])(
    'has a name that Kafka takes and that is not its own: not %j',
    (topic) => {
      expect(new World().register('photos', topic)).toContain('/outcomeTopic');
    },
  );
});

describe('a topic that takes nothing though Kafka works', () => {
  const broken = (): World => {
    const world = new World();
    world.register('photos', 'broken');
    world.register('search', 'well');
    world.kafka.broken.set('broken', new Error('not enough replicas'));
    return world;
  };
  const patienceMs = mostTries * pauseMs;

  it('holds up nobody else, and its copies are given up and told of after some tries', async () => {
    const world = broken();
    const [bad, good] = await world.forward(outcome('photos', { offset: 12 }), outcome('search'));
    expect([bad!.released, good!.released]).toEqual([false, true]);
    await world.clock.advance(patienceMs);
    expect(bad!.released).toBe(true);
    expect(world.events.faults).toHaveLength(1);
  });

  it('is left alone for a while then, tried by one copy after that, and used again once it takes that', async () => {
    const world = broken();
    await world.forward(outcome('photos'));
    await world.clock.advance(patienceMs);
    const sends = world.kafka.sends;
    await world.forward(outcome('photos'), outcome('photos'));
    expect(world.kafka.sends).toBe(sends);
    await world.clock.advance(restMs);
    await world.forward(outcome('photos'), outcome('photos'));
    expect(world.kafka.sends).toBe(sends + 1);
    world.kafka.broken.clear();
    await world.clock.advance(restMs);
    await world.forward(outcome('photos'));
    await world.forward(outcome('photos'), outcome('photos'));
    expect(copiesIn(world)).toEqual(['broken', 'broken', 'broken']);
  });

  it('gives up at once what Kafka refuses for good, and goes on with the next', async () => {
    const world = broken();
    world.kafka.broken.set('broken', new RecordRefusedError('it is too large'));
    const [large] = await world.forward(outcome('photos'));
    expect(large!.released).toBe(true);
    world.kafka.broken.clear();
    await world.forward(outcome('photos'));
    expect(copiesIn(world)).toEqual(['broken']);
  });
});

describe('while Kafka is away', () => {
  it('copies wait for as long as it takes, and none is lost', async () => {
    const world = new World();
    world.register('photos', 'shop.outcomes');
    world.kafka.isAway = true;
    const [record] = await world.forward(outcome('photos'));
    await world.clock.advance(20 * mostTries * pauseMs);
    expect(record!.released).toBe(false);
    world.kafka.isAway = false;
    await world.clock.advance(pauseMs);
    expect(record!.released).toBe(true);
    expect(copiesIn(world)).toEqual(['shop.outcomes']);
  });

  it('what is not acknowledged at a stop, or is another replica’s to read by then, is left to be read again', async () => {
    const world = new World();
    world.register('photos', 'shop.outcomes');
    world.kafka.isAway = true;
    const lost = outcome('photos', { owned: false });
    const [held] = await world.forward(outcome('photos'), lost);
    const stopping = world.forwarder.stop();
    await world.clock.advance(pauseMs);
    await stopping;
    world.kafka.isAway = false;
    await world.clock.advance(pauseMs);
    expect([held!.released, lost.released, world.kafka.records]).toEqual([false, false, []]);
  });
});

import { connect, type Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';
import { Kafka, logLevel } from 'kafkajs';
import { RestartingRun } from '../src/consumer/restarting-run';
import { Membership } from '../src/consumer/membership';
import { brokers, Deployment, stream, Watched } from './harness';

/** Where nobody listens. */
const nowhere = 1;

/** Sockets that can be cut, and made to lead nowhere. */
class CutNetwork {
  private readonly sockets = new Set<Socket>();
  private isCut = false;

  readonly socketFactory: ISocketFactory = ({ host, port, onConnect }) => {
    const socket = connect({ host, port: this.isCut ? nowhere : port }, onConnect);
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    return socket;
  };

  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy(new Error('cut'));
  }

  mend(): void {
    this.isCut = false;
  }
}

describe("kafkajs's consumers", () => {
  it('come back to their group as the members that they were, though they could not leave it', async () => {
    const deployment = new Deployment();
    await deployment.open([stream]);
    const network = new CutNetwork();
    const kafka = new Kafka({
      brokers: brokers(),
      socketFactory: network.socketFactory,
      retry: { retries: 1, initialRetryTime: 50, maxRetryTime: 50 },
      logLevel: logLevel.NOTHING,
    });
    const topic = `${deployment.settings.topicPrefix}${stream.name}`;
    const consumer = kafka.consumer({ groupId: `${topic}.group`, sessionTimeout: 30_000, maxWaitTimeInMs: 50 });
    const joins = new Watched<string[]>([]);
    const losses = new Watched(0);
    const run = new RestartingRun(consumer, { eachBatch: () => Promise.resolve() });
    consumer.on(consumer.events.CRASH, () => {
      losses.value += 1;
      losses.changed();
    });
    const nothing = (): void => undefined;
    new Membership(consumer, {
      joined: (memberId) => {
        joins.value.push(memberId);
        joins.changed();
      },
      interrupted: () => run.restart(),
      rebalancing: nothing,
      heartbeat: nothing,
      left: nothing,
      crashed: nothing,
    });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await run.start();
    await joins.until((ids) => ids.length === 1);
    network.cut();
    await losses.until((count) => count === 2);
    network.mend();
    await joins.until((ids) => ids.length === 2);
    expect(joins.value[1]).toBe(joins.value[0]);
    // A consumer that joined, but does not read yet, does not notice that it is to stop.
    await new Promise<void>((resolve) => void consumer.on(consumer.events.FETCH, () => resolve()));
    run.close();
    await consumer.disconnect();
    await deployment.close();
  });
});

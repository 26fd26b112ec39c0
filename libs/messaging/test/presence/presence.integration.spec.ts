import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { InboundRecord } from '@harmonybatch/ports';
import { groupIdOf, OnRecords } from '../../src';
import { GroupMembers } from '../../src/kafkajs/group-members';
import { brokers, Deployment, stream, texts, Watched } from '../harness';

const member = join(__dirname, '..', 'fixtures', 'group-member.cjs');
/** Longer than a test may take: what is taken over sooner is so by presence. */
const sessionTimeoutMs = 300_000;
const all = [0, 1, 2, 3];

/** A member of the group in a process of its own. */
class Member {
  readonly partitions = new Watched<readonly number[]>([]);
  private readonly child: ChildProcess;

  constructor(topicPrefix: string, port = 0) {
    const terms = {
      topicPrefix,
      brokers: brokers(),
      topic: { name: stream.name },
      sessionTimeoutMs,
      presence: { host: '127.0.0.1', port },
    };
    this.child = fork(member, [JSON.stringify(terms)]);
    this.child.on('message', ({ partitions }: { partitions: readonly number[] }) => {
      this.partitions.value = partitions;
      this.partitions.changed();
    });
  }

  owns(count: number): Promise<void> {
    return this.partitions.until(({ length }) => length === count);
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }
}

describe('members of a group that see each other', () => {
  let deployment: Deployment;
  const running: Member[] = [];
  const start = (): Member => {
    const one = new Member(deployment.settings.topicPrefix);
    running.push(one);
    return one;
  };

  beforeEach(async () => {
    deployment = new Deployment();
    await deployment.open([stream]);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.end('SIGKILL')));
    await deployment.close();
  });

  it('take over at once what a killed one read', async () => {
    const first = start();
    await first.owns(4);
    const second = start();
    await Promise.all([first.owns(2), second.owns(2)]);
    await running.pop()!.end('SIGKILL');
    await first.owns(4);
    expect(first.partitions.value).toEqual(all);
  });

  it('have its place taken at once by a process that is started again, though nobody else was there', async () => {
    const first = start();
    await first.owns(4);
    await running.pop()!.end('SIGKILL');
    const second = start();
    await second.owns(4);
    expect(second.partitions.value).toEqual(all);
  });

  it('come back where they were removed though they live, and nothing that they had is lost', async () => {
    const read = new Watched<InboundRecord[]>([]);
    class Holder {
      @OnRecords(stream)
      onRecords(records: InboundRecord[]): Promise<void> {
        read.value.push(...records);
        read.changed();
        return Promise.resolve();
      }
    }
    const server = await deployment.serve(Holder, { presence: { host: '127.0.0.1', port: 0 }, sessionTimeoutMs });
    await deployment.publish(stream, ['a', 'b', 'c']);
    await read.until(({ length }) => length === 3);
    const held = read.value.splice(0);

    const changes = new Watched<number[]>([]);
    server.ownership.onChange(({ partitions }) => {
      changes.value.push(partitions.length);
      changes.changed();
    });
    const groupId = groupIdOf(deployment.settings.topicPrefix, 'test', stream.name);
    const members = new GroupMembers(deployment.kafka);
    const [alive] = (await members.of(groupId))!;
    expect(await members.remove(groupId, alive!.memberId)).toBe(true);
    expect(await members.remove(groupId, alive!.memberId)).toBe(false);
    await changes.until((counts) => counts.at(-1) === 4);
    expect(changes.value).toContain(0);

    // Another may have read them meanwhile: they are read again, and what was held before gives nothing up.
    await read.until(({ length }) => length === 3);
    expect(texts(read.value).sort()).toEqual(['a', 'b', 'c']);
    for (const record of held) record.release();
    await deployment.stop(server);
    expect([...(await deployment.committed()).values()].every((offset) => offset <= 0)).toBe(true);
    await members.close();
  });
});

import type { Consumer } from 'kafkajs';
import { Assignment } from '../src/consumer/assignment';
import { OffsetCommits } from '../src/consumer/offset-commits';
import { OpenRecords } from '../src/consumer/open-records';

const nothing = (): void => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

type Commits = Parameters<Consumer['commitOffsets']>[0];

function committing(topicId: string | undefined) {
  const committed: Commits = [];
  const consumer = { commitOffsets: async (offsets: Commits) => void committed.push(...offsets) };
  const assignment = new Assignment(new OpenRecords({ maxOpenRecords: 9, maxOpenBytes: 9 }, nothing));
  assignment.onJoined('me', [0], topicId);
  return { committed, assignment, commits: new OffsetCommits(consumer, 'work', assignment, silent) };
}

describe('a commit', () => {
  it('is for the topic that was there when its partitions were given out, and says so', async () => {
    const { committed, assignment, commits } = committing('first');
    const progress = assignment.of(0)!;
    progress.deliver(0, 1, 10);
    progress.release(0, 1);
    await commits.commit();
    expect(committed).toEqual([{ topic: 'work', partition: 0, offset: '1', metadata: 'topic=first' }]);
  });

  it('gives nothing up of a topic that was made anew, for what was read of the old one', async () => {
    const { committed, assignment, commits } = committing('first');
    const old = assignment.of(0)!;
    old.deliver(60, 1, 10);
    assignment.onJoined('me', [0], 'second');
    old.release(60, 1);
    await commits.commit();
    expect(committed).toEqual([]);
  });

  it('says nothing where the brokers tell no ids', async () => {
    const { committed, assignment, commits } = committing(undefined);
    assignment.of(0)!.advance(4);
    await commits.commit();
    expect(committed).toEqual([{ topic: 'work', partition: 0, offset: '5', metadata: null }]);
  });
});

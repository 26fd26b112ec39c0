import { topics } from '@harmonybatch/contracts';
import { checkPartitions } from '../src/config/check-partitions';

describe('the partitions of topics', () => {
  it.each([topics.inferenceRequested, topics.inferenceAccepted, topics.batchReady, topics.inferenceCompleted])(
    'of $name may be others than was asked for: who starts goes on as those do that run',
    ({ name }) => {
      const differing = [{ topic: name, expected: 12, actual: 18 }];
      expect(checkPartitions(differing)).toEqual(differing);
    },
  );

  it.each([topics.planPublished, topics.appRegistered, topics.planRequested])(
    'of $name are one, and the mend of more is named',
    ({ name }) => {
      const check = () => checkPartitions([{ topic: name, expected: 1, actual: 4 }]);
      expect(check).toThrow(/has 4 partitions where one is expected.*delete the topic/);
    },
  );
});

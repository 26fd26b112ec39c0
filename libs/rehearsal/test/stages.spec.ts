import { Batcher, Dispatcher, Ingest } from '@harmonybatch/pipeline';
import { BatcherRehearsal, DispatcherRehearsal, IngestRehearsal } from '../src';

const stages = [
  { name: 'ingest', rehearsal: () => new IngestRehearsal(), stage: Ingest },
  { name: 'batcher', rehearsal: () => new BatcherRehearsal(), stage: Batcher },
  { name: 'dispatcher', rehearsal: () => new DispatcherRehearsal(), stage: Dispatcher },
];

afterEach(() => jest.restoreAllMocks());

test.each(stages)('$name answers every request of a round, and of the next one', async ({ rehearsal }) => {
  const one = rehearsal();
  for (let round = 0; round < 3; round += 1) await expect(one.round()).resolves.toBeUndefined();
});

test.each(stages)('$name that takes nothing in fails the round', async ({ rehearsal, stage }) => {
  jest.spyOn(stage.prototype, 'accept').mockResolvedValue(undefined);
  await expect(rehearsal().round()).rejects.toThrow(/has 0 records after a round, and should have [1-9]/);
});

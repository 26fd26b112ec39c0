import { SeededRandomness } from '@harmonybatch/traffic';
import { MemoryBatchStore } from '@harmonybatch/memory';
import { batchStoreConformance, rotateMs } from '../../ports/test/batch-store-conformance';

batchStoreConformance('MemoryBatchStore', async () => {
  const store = new MemoryBatchStore(new SeededRandomness(1), rotateMs);
  return { store, wipe: async () => store.wipe(), close: async () => undefined };
});

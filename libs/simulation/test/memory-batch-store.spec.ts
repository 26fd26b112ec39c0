import { MemoryBatchStore, SeededRandomness } from '@harmonybatch/simulation';
import { batchStoreConformance, rotateMs } from '../../pipeline/test/batch-store-conformance';

batchStoreConformance('MemoryBatchStore', async () => {
  const store = new MemoryBatchStore(new SeededRandomness(1), rotateMs);
  return { store, wipe: async () => store.wipe(), close: async () => undefined };
});

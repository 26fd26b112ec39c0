import { readConfig } from '@harmonybatch/service-kit';
import { batchStoreFaults, batchStoreVariables, type BatchStoreVariables } from '../src/batch-store.module';

const faultsOf = (redisUrl: string, more: Partial<BatchStoreVariables> = {}): readonly string[] =>
  batchStoreFaults({ ...readConfig({ REDIS_URL: redisUrl }, batchStoreVariables), ...more });

test('a login stands in the URL or beside it', () => {
  expect(faultsOf('redis://batcher:secret@host')).toEqual([]);
  expect(faultsOf('redis://host', { redisUsername: 'batcher', redisPassword: 'secret' })).toEqual([]);
  expect(faultsOf('redis://batcher@host', { redisPassword: 'secret' })).toEqual([]);
  const twice = [expect.stringMatching(/keep one of them$/)];
  expect(faultsOf('redis://:secret@host', { redisPassword: 'other' })).toEqual(twice);
  expect(faultsOf('redis://batcher@host', { redisUsername: 'other' })).toEqual(twice);
});

test('an authority without TLS protects nobody, and a certificate without its key shows nothing', () => {
  expect(faultsOf('redis://host', { redisCa: 'pem' })).toEqual([expect.stringMatching(/write rediss:\/\//)]);
  expect(faultsOf('rediss://host', { redisCa: 'pem' })).toEqual([]);
  expect(faultsOf('rediss://host', { redisCert: 'pem' })).toEqual([expect.stringMatching(/must be set together$/)]);
});

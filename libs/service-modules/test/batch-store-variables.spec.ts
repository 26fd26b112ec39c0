import { readConfig } from '@harmonybatch/service-kit';
import {
  batchStoreFaults,
  batchStoreVariables,
  redisServers,
  type BatchStoreVariables,
} from '../src/batch-store-variables';

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

const read = (environment: Record<string, string>): BatchStoreVariables => readConfig(environment, batchStoreVariables);

test('several servers are named in one variable, also where passwords have commas', () => {
  const { redisUrls } = read({ REDIS_URL: 'redis://:a,b@one:6379, rediss://two:6380' });
  expect(redisUrls).toEqual(['redis://:a,b@one:6379', 'rediss://two:6380']);
  expect(redisServers(read({ REDIS_URL: 'redis://one,redis://two' }))).toEqual([
    { url: 'redis://one' },
    { url: 'redis://two' },
  ]);
});

test('each server is named once, and only as a Redis', () => {
  expect(() => read({ REDIS_URL: 'redis://one,redis://one' })).toThrow(/REDIS_URL names a URL twice/);
  expect(() => read({ REDIS_URL: 'redis://one,http://:hunter2@two' })).toThrow(/REDIS_URL has a value that is not/);
  expect(() => read({ REDIS_URL: 'redis://one,http://:hunter2@two' })).not.toThrow(/hunter2/);
});

test('primaries that the same Sentinels know are several servers too', () => {
  const config = read({ REDIS_SENTINELS: 'a:26379,b:26379', REDIS_SENTINEL_PRIMARY: 'first,second' });
  expect(redisServers(config).map(({ sentinels }) => sentinels?.primary)).toEqual(['first', 'second']);
  expect(batchStoreFaults(config)).toEqual([]);
  const both = read({ REDIS_URL: 'redis://one,redis://two', REDIS_SENTINELS: 'a:26379' });
  expect(batchStoreFaults(both)).toEqual([expect.stringMatching(/name several primaries in REDIS_SENTINEL_PRIMARY$/)]);
});

test('each server has a shard, and may have more', () => {
  const shardsOf = (shards: string): readonly string[] =>
    batchStoreFaults(read({ REDIS_URL: 'redis://one,redis://two,redis://three', REDIS_SHARDS: shards }));
  expect(shardsOf('2')).toEqual([expect.stringMatching(/^REDIS_SHARDS is 2, less than the 3 servers/)]);
  expect(shardsOf('3')).toEqual([]);
  expect(shardsOf('8')).toEqual([]);
});

test('a login that stands in any of the URLs does not stand beside them too', () => {
  expect(faultsOf('redis://one,redis://:secret@two', { redisPassword: 'other' })).toEqual([
    expect.stringMatching(/keep one of them$/),
  ]);
  expect(faultsOf('rediss://one,redis://two', { redisCa: 'pem' })).toEqual([
    expect.stringMatching(/write rediss:\/\//),
  ]);
});

test('a cluster is one server, whatever host the URL names, and may have shards', () => {
  const config = read({ REDIS_CLUSTER: 'a:7000,b:7001', REDIS_URL: 'rediss://batcher@any', REDIS_SHARDS: '6' });
  expect(batchStoreFaults(config)).toEqual([]);
  expect(redisServers(config)).toEqual([{ url: 'rediss://batcher@any', cluster: { nodes: ['a:7000', 'b:7001'] } }]);
});

test.each([
  ['Sentinels', { REDIS_SENTINELS: 'a:26379' }, /^REDIS_CLUSTER and REDIS_SENTINELS are both set; .*keep one of them$/],
  ['several URLs', { REDIS_URL: 'redis://one,redis://two' }, /REDIS_CLUSTER names nodes; keep one URL/],
  ['a database', { REDIS_URL: 'redis://one/3' }, /a Redis Cluster has none but 0; take it off the URL$/],
])('a cluster is not asked for beside %s', (_what, environment, fault) => {
  expect(batchStoreFaults(read({ REDIS_CLUSTER: 'a:7000', ...environment }))).toEqual([expect.stringMatching(fault)]);
  expect(batchStoreFaults(read({ REDIS_CLUSTER: 'a:7000', REDIS_URL: 'redis://one/0' }))).toEqual([]);
});

test('a node is host and port', () => {
  expect(() => read({ REDIS_CLUSTER: 'redis://a:7000' })).toThrow(/REDIS_CLUSTER has/);
});

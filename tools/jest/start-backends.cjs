/**
 * Starts the Kafka and the Redis that the suites `integration` and `e2e` need, once for both, unless TEST_KAFKA_BROKERS
 * or TEST_REDIS_URL name running ones.
 */
const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const onProgress = (message) => process.stderr.write(`backends: ${message}\n`);

async function start() {
  const { startKafka, startRedis } = require('../../libs/local-backends');
  const folder = mkdtempSync(join(tmpdir(), 'harmonybatch-test-'));
  const started = { folder, backends: [] };
  globalThis.harmonybatchTestBackends = started;
  const options = (name) => ({ dataDir: join(folder, name), logFile: join(folder, `${name}.log`), onProgress });
  if (!process.env.TEST_KAFKA_BROKERS) {
    const kafka = await startKafka(options('kafka'));
    started.backends.push(kafka);
    process.env.TEST_KAFKA_BROKERS = kafka.brokers;
  }
  if (!process.env.TEST_REDIS_URL) {
    const redis = await startRedis(options('redis'));
    started.backends.push(redis);
    process.env.TEST_REDIS_URL = redis.url;
  }
}

module.exports = function startBackends() {
  globalThis.harmonybatchTestBackendsStart ??= start();
  return globalThis.harmonybatchTestBackendsStart;
};

/** What the suite `browser` needs: a browser, and the Kafka and the Redis of the other suites. */
const startBackends = require('../jest/start-backends.cjs');
const { chromium } = require('./chromium.cjs');

module.exports = async () => {
  process.env.CHROMIUM_PATH = chromium();
  await startBackends();
};

const { AsyncLocalStorage } = require('node:async_hooks');
const { TestEnvironment } = require('jest-environment-node');

/** What jest-circus puts into its AsyncLocalStorage: the test, or the hook and its block, that runs. */
const isOfJest = (store) => store?.test?.type === 'test' || store?.describeBlock?.type === 'describeBlock';

/**
 * Node's environment for tests that run one after another. Jest notes in an AsyncLocalStorage which test it is in, for those
 * that run concurrently; each file's storage hooks into every promise of its process from then on, also after the file has
 * ended (before Node 24). No test here runs concurrently, so jest needs no note, and promises stay as cheap as in production.
 */
module.exports = class SequentialEnvironment extends TestEnvironment {};

if (!AsyncLocalStorage.prototype.run.passesOverJest) {
  const { run } = AsyncLocalStorage.prototype;
  const runUnlessOfJest = function (store, callback, ...args) {
    return isOfJest(store) ? callback(...args) : run.call(this, store, callback, ...args);
  };
  AsyncLocalStorage.prototype.run = Object.assign(runUnlessOfJest, { passesOverJest: true });
}

const TestRunner = require('jest-runner').default;

/** Files that hold what happens against the clock: nothing else may use the machine meanwhile. */
const isAlone = ({ path }) => path.includes('/test/alone/');

/** Runs the files of folders `alone` one after the other, when all others are done. */
module.exports = class AloneRunner extends TestRunner {
  async runTests(tests, watcher, options) {
    const [alone, together] = [tests.filter(isAlone), tests.filter((test) => !isAlone(test))];
    if (together.length > 0) await super.runTests(together, watcher, options);
    if (alone.length > 0) await super.runTests(alone, watcher, { ...options, serial: true });
  }
};

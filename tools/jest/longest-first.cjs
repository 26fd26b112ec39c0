const Sequencer = require('@jest/test-sequencer').default;

/** Files that take long by what they compute, which jest, on a clean checkout, guesses from the size of the file alone. */
const simulations = /\/libs\/(simulation|evaluation|fault-simulation|planning)\/test\//;
/** Files that take minutes by what they wait for. */
const longest = /\/e2e\/test\/(chaos|readme|hostile-input|rolling)\./;

/** They run first, so that all workers have something to do until the end. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const isLong = ({ path }) => simulations.test(path) || longest.test(path);
    const sorted = super.sort(tests);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
};

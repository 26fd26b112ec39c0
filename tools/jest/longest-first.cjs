const Sequencer = require('@jest/test-sequencer').default;

/** Files that take long by what they compute, which jest, on a clean checkout, guesses from the size of the file alone. */
const simulations = /\/libs\/(simulation|evaluation|fault-simulation|planning)\/test\//;

/** Simulations run first, so that all workers have something to do until the end. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const isSimulation = ({ path }) => simulations.test(path);
    const sorted = super.sort(tests);
    return [...sorted.filter(isSimulation), ...sorted.filter((test) => !isSimulation(test))];
  }
};

const Sequencer = require('@jest/test-sequencer').default;

const simulations = /\/libs\/(simulation|evaluation|fault-simulation|planning)\/test\//;

/**
 * Simulations run first: they take the longest, and several times as long in a worker whose earlier tests left something
 * behind that makes each promise of Node dearer.
 */
module.exports = class SimulationsFirst extends Sequencer {
  sort(tests) {
    const isSimulation = ({ path }) => simulations.test(path);
    const sorted = super.sort(tests);
    return [...sorted.filter(isSimulation), ...sorted.filter((test) => !isSimulation(test))];
  }
};

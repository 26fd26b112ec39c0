const { appendFileSync } = require('node:fs');

/** Appends `passed failed` of a run to the file that HARMONYBATCH_TEST_COUNTS names, so that several runs can be summed. */
module.exports = class CountReporter {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    const file = process.env.HARMONYBATCH_TEST_COUNTS;
    if (file) appendFileSync(file, `${numPassedTests} ${numFailedTests + numRuntimeErrorTestSuites}\n`);
  }
};

/** `npm run browser:install`: makes sure that there is a browser for the console's tests, and says which. */
const { chromium } = require('./chromium.cjs');

try {
  process.stdout.write(`${chromium()}\n`);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** Runs the built fault simulation: `npm run sim -- --help`. */
const { main } = require('../dist/campaign/main.js');

void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});

/** Runs the built sweep: `npm run promises -- --help`. */
const { main } = require('../dist/promises/main.js');

void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});

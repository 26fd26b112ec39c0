#!/usr/bin/env node
/** `npm start`: builds what is not built, then runs the whole system on this machine. */
const { join } = require('node:path');

const least = [20, 19];
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < least[0] || (major === least[0] && minor < least[1])) {
  process.stderr.write(`HarmonyBatch needs Node ${least.join('.')} or newer; this is ${process.versions.node}.\n`);
  process.stderr.write('Get it from https://nodejs.org/en/download, or: nvm install 24\n');
  process.exitCode = 1;
} else if (require('./build-when-stale.cjs').buildWhenStale(join(__dirname, '..', '..', '..'))) {
  require('../dist/main.js');
} else {
  process.exitCode = 1;
}

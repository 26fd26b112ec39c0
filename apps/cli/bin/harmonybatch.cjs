#!/usr/bin/env node
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const main = join(__dirname, '..', 'dist', 'main.js');
if (existsSync(main)) {
  require(main);
} else {
  process.stderr.write('harmonybatch is not built yet. Run `npm run build` in the project folder, then try again.\n');
  process.exitCode = 1;
}

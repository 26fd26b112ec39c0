/** `npm run pack`: packs what others install without this repository. */
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { packAll } = require('./pack.cjs');
const { root } = require('./workspace-packages.cjs');

const help = `Packs the command harmonybatch, the client of producers and the planner's libraries as files that npm installs anywhere.

  npm run pack                     into dist/packages
  npm run pack -- --out DIR        into DIR, which is emptied first
  npm run pack -- --json           what was packed as JSON on stdout

Then, in a folder of your own:
  npm install DIR/harmonybatch-cli-*.tgz && npx harmonybatch --help
  npm install DIR/harmonybatch-client-*.tgz
  npm install DIR/harmonybatch-model-*.tgz DIR/harmonybatch-planning-*.tgz
`;

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, 'dist', 'packages') },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const line = ({ file, bytes, files }) => `${file}  ${(bytes / 1024).toFixed(0)} KiB, ${files} files`;

if (values.help) process.stdout.write(help);
else {
  const packed = packAll(values.out);
  process.stdout.write(`${values.json ? JSON.stringify(packed, null, 2) : packed.map(line).join('\n')}\n`);
}

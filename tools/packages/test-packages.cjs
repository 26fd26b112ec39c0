/** `npm run test:packages`: installs what was packed into an empty folder and uses it there. */
const { execFileSync, spawnSync } = require('node:child_process');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { fetchNode, nodeVersions, versionOf, withNode } = require('../node-versions/fetch-node.cjs');
const { packAll } = require('./pack.cjs');
const { release, root } = require('./workspace-packages.cjs');

const help = `Packs the command, the client and the planner's libraries, installs them into an empty folder as anybody would, and uses them there.

  npm run test:packages                  on Node ${nodeVersions.join(', ')}, fetched from npm once (60 MB each)
  npm run test:packages -- 24            on these
  npm run test:packages -- --keep        leave the folder and say where it is

Exit status 0 where everything did what it has to.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { keep: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
});

const apps =
  'model: vgg19\napps:\n  - { name: app1, sloMs: 500, rateHz: 5 }\n  - { name: app2, sloMs: 800, rateHz: 10 }\n';
const terms = `strategy: 'exact', model: 'vgg19', profile: shippedProfiles.vgg19, prices: priceBooks['prototype-2023-cny'],
  catalogue: catalogues['alibaba-2023'], overheadMs: 60, apps: [{ name: 'photos', sloMs: 500, rateHz: 5 }]`;
const use = `console.log(plan({ ${terms} }).kind);\n`;

const send = `overKafka({ brokers: '127.0.0.1:1', app: 'photos' })
  .infer({ inputs: {} }, { timeoutMs: 300 })
  .catch(({ name, code, message }) => (console.log(name, code, message), process.exit()));\n`;
/** As a program in TypeScript sees the client: types come along, down to those of contracts. */
const typed = `import { overKafka, InferenceError, type InferenceAnswer } from '@harmonybatch/client';
const client = overKafka({ brokers: ['127.0.0.1:9092'], app: 'photos' });
export const lateByMs = async (): Promise<number> => {
  const answer: InferenceAnswer = await client.infer({ inputs: { pixels: [1] }, sloMs: 500 }, { timeoutMs: 1_000 });
  const executedMs: number = answer.outcome?.timing.executedMs ?? 0;
  return executedMs;
};
export const codeOf = (error: InferenceError): 'timeout' | undefined => (error.code === 'timeout' ? error.code : undefined);\n`;

/** The same libraries as both kinds of modules. */
const sources = {
  'apps.yaml': apps,
  'plan.cjs': `const { catalogues, priceBooks, shippedProfiles } = require('@harmonybatch/model');
const { plan } = require('@harmonybatch/planning');\n${use}`,
  'plan.mjs': `import { catalogues, priceBooks, shippedProfiles } from '@harmonybatch/model';
import { plan } from '@harmonybatch/planning';\n${use}`,
  'send.cjs': `const { overKafka } = require('@harmonybatch/client');\n${send}`,
  'send.mjs': `import { overKafka } from '@harmonybatch/client';\n${send}`,
  'typed.ts': typed,
};

/** What is typed, and what it has to answer. */
const uses = [
  { what: 'the planner as CommonJS', command: ['node', 'plan.cjs'], status: 0, says: /^planned$/m },
  { what: 'the planner as ES module', command: ['node', 'plan.mjs'], status: 0, says: /^planned$/m },
  {
    what: 'the client as CommonJS',
    command: ['node', 'send.cjs'],
    status: 0,
    says: /^InferenceError timeout no answer/m,
  },
  {
    what: 'the client as ES module',
    command: ['node', 'send.mjs'],
    status: 0,
    says: /^InferenceError timeout no answer/m,
  },
  {
    what: 'the types of the client',
    command: [
      ...['node', join(root, 'node_modules', '.bin', 'tsc'), '--noEmit', '--strict', '--skipLibCheck', 'false'],
      ...[
        '--module',
        'nodenext',
        '--target',
        'es2022',
        '--typeRoots',
        join(root, 'node_modules', '@types'),
        '--types',
        'node',
        'typed.ts',
      ],
    ],
    status: 0,
    says: /^$/,
  },
  {
    what: 'the version',
    command: ['npx', 'harmonybatch', '--version'],
    status: 0,
    says: new RegExp(`^${release.version}$`, 'm'),
  },
  { what: 'a plan', command: ['npx', 'harmonybatch', 'plan', 'apps.yaml', '--explain'], status: 0, says: /app2/ },
  {
    what: 'a simulation',
    command: ['npx', 'harmonybatch', 'simulate', 'apps.yaml', '--duration', '1m', '--json'],
    status: 0,
    says: /exact/,
  },
  {
    what: 'no system that runs',
    command: ['npx', 'harmonybatch', 'plan', 'show'],
    status: 1,
    says: /No running system was found/,
  },
];

function install(folder, env) {
  writeFileSync(join(folder, 'package.json'), '{"name": "empty", "private": true}\n');
  for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text);
  const files = packAll(join(folder, 'packages')).map(({ file }) => file);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', ...files], { cwd: folder, env, stdio: ['ignore', 2, 2] });
}

function tryOne({ what, command: [program, ...args], status, says }, folder, env) {
  const result = spawnSync(program, args, { cwd: folder, env, encoding: 'utf8' });
  const said = `${result.stdout}${result.stderr}`;
  const passed = result.status === status && says.test(said);
  process.stdout.write(
    `  ${passed ? '✓' : '✗'} ${what}\n${passed ? '' : `    exit status ${result.status}\n${said}\n`}`,
  );
  return passed;
}

function tryOn(version) {
  const programs = fetchNode(version);
  const folder = mkdtempSync(join(tmpdir(), 'harmonybatch-installed-'));
  try {
    process.stdout.write(`Node ${versionOf(programs)} in ${folder}\n`);
    install(folder, withNode(programs));
    return uses.map((one) => tryOne(one, folder, withNode(programs))).every((passed) => passed);
  } finally {
    if (!values.keep) rmSync(folder, { recursive: true });
  }
}

function main() {
  const results = (positionals.length > 0 ? positionals : nodeVersions).map(tryOn);
  if (results.some((passed) => !passed)) process.exitCode = 1;
}

if (values.help) process.stdout.write(help);
else main();

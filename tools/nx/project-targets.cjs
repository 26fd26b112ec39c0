/**
 * Gives every project the targets that its files call for: `lint`, and `test:unit` and `test:integration` where it has
 * such tests, so that `nx affected -t lint test:unit` runs what a change can have broken. `npm test` runs all of them in
 * one process each, which takes less time than one for each project.
 */
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { createNodesFromFiles } = require('@nx/devkit');

const integration = '.integration.spec.ts';
/** What all tests and checks depend on, whatever the project. */
const common = ['{workspaceRoot}/package-lock.json', '{workspaceRoot}/tsconfig.base.json'];
/** A project's own files and the sources of those that it depends on: tests and types are read from sources. */
const sources = ['default', '^source'];

const lint = (root) => ({
  command: `eslint --max-warnings 0 ${root} && oxlint ${root}`,
  cache: true,
  inputs: [...sources, ...common, '{workspaceRoot}/eslint.config.mjs', '{workspaceRoot}/.oxlintrc.json'],
});

const jest = (root, suite) => ({
  command: `jest ${root}/test/ --selectProjects ${suite}`,
  cache: true,
  dependsOn: ['build'],
  inputs: [...sources, ...common, '{workspaceRoot}/jest.config.cjs', '{workspaceRoot}/tools/jest/**/*'],
});

/** Each starts a Kafka and a Redis of its own: one at a time. */
const onBackends = (target) => ({ ...target, command: `${target.command} --runInBand`, parallelism: false });

function specsOf(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.spec.ts'));
}

function targetsOf(root, workspaceRoot) {
  const specs = specsOf(join(workspaceRoot, root, 'test'));
  const targets = { lint: lint(root) };
  if (root === 'e2e')
    return { ...targets, 'test:e2e': { ...onBackends(jest(root, 'e2e alone')), dependsOn: ['^build'] } };
  if (specs.some((name) => !name.endsWith(integration))) targets['test:unit'] = jest(root, 'unit');
  if (specs.some((name) => name.endsWith(integration)))
    targets['test:integration'] = onBackends(jest(root, 'integration'));
  return targets;
}

/** Nx reads names and tags of workspaces itself; functions are none, for each has packages of its own. */
function identityOf(root, workspaceRoot) {
  if (!root.startsWith('functions/')) return {};
  const { name, nx } = JSON.parse(readFileSync(join(workspaceRoot, root, 'package.json'), 'utf8'));
  return { name, tags: nx.tags };
}

const createNodes = [
  '{{libs,apps,functions}/*,e2e,bench}/package.json',
  (files, options, context) =>
    createNodesFromFiles(
      (file) => {
        const root = dirname(file);
        const { workspaceRoot } = context;
        const targets = targetsOf(root, workspaceRoot);
        return { projects: { [root]: { root, ...identityOf(root, workspaceRoot), targets } } };
      },
      files,
      options,
      context,
    ),
];

module.exports = { name: 'project-targets', createNodes, createNodesV2: createNodes };

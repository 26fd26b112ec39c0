import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';

const root = join(__dirname, '..', '..', '..');
const list = 'libs/planning/src/grouping/strategy.ts';
const generate = jest.requireActual<(tree: Tree, options: { name: string }) => void>('./generator.cjs');

function treeOfToday(): Tree {
  const tree = createTreeWithEmptyWorkspace();
  tree.write(list, readFileSync(join(root, list)));
  return tree;
}

describe('the generator of a strategy', () => {
  let copy: string;

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'generated-strategy-'));
    for (const path of [
      'jest.config.cjs',
      'tools/jest',
      'tools/browser',
      'tools/chart/install-helm.cjs',
      'libs/planning/src',
      'libs/planning/package.json',
    ])
      cpSync(join(root, path), join(copy, path), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('makes one that is listed, plans, and passes the test that it makes', () => {
    const tree = treeOfToday();
    generate(tree, { name: 'every-app-alone' });
    for (const { path, content } of tree.listChanges().filter((change) => change.path.startsWith('libs/'))) {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      writeFileSync(join(copy, path), content!);
    }
    const jestArgs = ['libs/planning/test/every-app-alone', '--selectProjects', 'unit', '--reporters', 'default'];
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), ...jestArgs], {
      cwd: copy,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('3 passed') });
  });

  it.each(['exact', 'mbs'])('refuses the name %s, which there is already', (name) => {
    expect(() => generate(treeOfToday(), { name })).toThrow(`there is a strategy ${name} already`);
  });
});

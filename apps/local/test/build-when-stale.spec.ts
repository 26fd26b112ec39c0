import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

interface Stale {
  readonly compiled: readonly string[];
  readonly bundled: readonly string[];
}
interface Build {
  staleProjects(root: string): Stale;
  compilerIn(root: string): string;
}
const { staleProjects, compilerIn } = jest.requireActual<Build>('../bin/build-when-stale.cjs');

let root: string;

/** @param ageSeconds how long ago it was written */
function file(path: string, ageSeconds: number): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), '');
  const at = Date.now() / 1_000 - ageSeconds;
  utimesSync(join(root, path), at, at);
}

const stale = (): Stale => {
  const { compiled, bundled } = staleProjects(root);
  const named = (projects: readonly string[]) => projects.map((project) => relative(root, project));
  return { compiled: named(compiled), bundled: named(bundled) };
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stale-'));
  for (const path of ['libs/model/tsconfig.json', 'libs/model/src/index.ts', 'apps/pages/tsconfig.json'])
    file(path, 90);
  for (const path of ['apps/pages/vite.config.mts', 'apps/pages/src/main.tsx', 'apps/pages/src/look.css'])
    file(path, 90);
});
afterEach(() => rmSync(root, { recursive: true }));

it('is compiled by the compiler that is installed here', () => {
  const compiler = compilerIn(join(__dirname, '..', '..', '..'));
  expect(spawnSync(process.execPath, [compiler, '--version'], { encoding: 'utf8' }).stdout).toMatch(/^Version \d/);
});

it('is all that was never built', () => {
  expect(stale()).toEqual({ compiled: ['libs/model'], bundled: ['apps/pages'] });
});

it('is nothing where each was built after its sources, programs by their stamp and pages by their index', () => {
  file('libs/model/dist/tsconfig.tsbuildinfo', 60);
  file('apps/pages/dist/index.html', 60);
  expect(stale()).toEqual({ compiled: [], bundled: [] });
});

it.each([
  ['libs/model/src/index.ts', { compiled: ['libs/model'], bundled: [] }],
  ['apps/pages/src/main.tsx', { compiled: [], bundled: ['apps/pages'] }],
  ['apps/pages/src/look.css', { compiled: [], bundled: ['apps/pages'] }],
])('is the project of %s where that was changed since', (changed, expected) => {
  file('libs/model/dist/tsconfig.tsbuildinfo', 60);
  file('apps/pages/dist/index.html', 60);
  file(changed, 30);
  expect(stale()).toEqual(expected);
});

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const own = join(__dirname, '..');
const top = join(own, '..', '..');
const read = (...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8'));

describe('the packages of the function', () => {
  it('are no workspace: who runs the services does not fetch a runtime of 290 MB', () => {
    const names = Object.keys(read(top, 'package-lock.json').packages);
    expect(names.filter((name) => name.endsWith('node_modules/onnxruntime-node'))).toEqual([]);
  });

  it('are installed without their scripts, for that of the runtime fetches CUDA libraries', () => {
    expect(readFileSync(join(own, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m);
  });

  it('have the version of the runtime whose types the top has, and what else both have in one version', () => {
    const { dependencies, devDependencies } = read(own, 'package.json');
    const { 'onnxruntime-common': types, ...others } = read(top, 'package.json').devDependencies;
    expect(dependencies['onnxruntime-node']).toBe(types);
    const { typescript, ...shared } = devDependencies;
    expect(others).toMatchObject(shared);
    // The top has its compiler's API under the name of another package.
    expect(createRequire(join(top, 'package.json'))('typescript').version).toBe(typescript);
    const { packages } = read(top, 'package-lock.json');
    expect(packages['node_modules/@sinclair/typebox'].version).toBe(dependencies['@sinclair/typebox']);
  });
});

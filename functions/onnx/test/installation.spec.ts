import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const top = join(__dirname, '..', '..', '..');
const read = (name: string) => JSON.parse(readFileSync(join(top, name), 'utf8'));

/** Its script downloads CUDA libraries where they are missing, hundreds of megabytes that a CPU never uses. */
describe('the install script of onnxruntime-node', () => {
  it('is not allowed to newer versions of npm', () => {
    expect(read('package.json').allowScripts).toMatchObject({ 'onnxruntime-node': false });
  });

  it('is not known to older ones: an update puts hasInstallScript back into its entry; take it out again', () => {
    expect(read('package-lock.json').packages['node_modules/onnxruntime-node']).not.toHaveProperty('hasInstallScript');
  });
});

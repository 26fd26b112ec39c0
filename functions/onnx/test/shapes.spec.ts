import type { ModelManifest } from '../src/model/manifest';
import type { OnnxModel } from '../src/model/onnx-model';
import { runItems } from '../src/batch/run-items';
import { zeros, type NamedTensors } from '../src/tensor/tensor';
import { item } from './inputs';

const manifest: ModelManifest = {
  name: 'widths',
  path: 'widths.onnx',
  version: '1',
  file: 'widths.onnx',
  maxBatchSize: 32,
  inputs: [
    { name: 'line', type: 'float32', itemShape: [2, { max: 4 }] },
    { name: 'flag', type: 'bool', itemShape: [] },
  ],
  outputs: ['doubled'],
};

/** A network whose only output is the first input, doubled. */
function doubling(changes: Partial<ModelManifest> = {}): { readonly model: OnnxModel; readonly shapes: string[] } {
  const shapes: string[] = [];
  const run = async (inputs: NamedTensors): Promise<NamedTensors> => {
    const [line = zeros('float32', [0])] = inputs.values();
    shapes.push([...inputs.values()].map(({ shape }) => shape.join('x')).join(' '));
    return new Map([
      ['doubled', { ...line, elements: Float32Array.from(line.elements as Float32Array, (value) => 2 * value) }],
    ]);
  };
  return { model: { manifest: { ...manifest, ...changes }, outputs: [], run } as unknown as OnnxModel, shapes };
}

const line = (...rows: number[][]) => ({ line: rows, flag: true });

describe('items of several shapes and inputs', () => {
  it('are one run a shape, and answered in their order', async () => {
    const { model, shapes } = doubling();
    const items = [item('a', line([1, 2], [3, 4])), item('b', line([5], [6])), item('c', line([7, 8], [9, 10]))];
    expect(await runItems(model, items)).toEqual([
      {
        id: 'a',
        outputs: {
          doubled: [
            [2, 4],
            [6, 8],
          ],
        },
      },
      { id: 'b', outputs: { doubled: [[10], [12]] } },
      {
        id: 'c',
        outputs: {
          doubled: [
            [14, 16],
            [18, 20],
          ],
        },
      },
    ]);
    expect(shapes).toEqual(['2x2x2 2', '1x2x1 1']);
  });

  it('may leave the open length to be found from a flat list', async () => {
    const { model } = doubling();
    const [answer] = await runItems(model, [item('a', { line: [1, 2, 3, 4, 5, 6], flag: false })]);
    expect(answer).toEqual({
      id: 'a',
      outputs: {
        doubled: [
          [2, 4, 6],
          [8, 10, 12],
        ],
      },
    });
  });

  it.each([
    { what: 'longer than the most', inputs: line([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]), code: 'bad_shape' },
    { what: 'empty', inputs: line([], []), code: 'bad_shape' },
    { what: 'of which one is missing', inputs: { line: [[1], [2]] }, code: 'bad_value' },
    { what: 'not by name', inputs: [[1], [2]], code: 'bad_inputs' },
  ])('are refused when $what', async ({ inputs, code }) => {
    expect(await runItems(doubling().model, [item('a', inputs)])).toMatchObject([{ id: 'a', error: { code } }]);
  });

  it('give the largest number of each row and where it stands, where the manifest says so', async () => {
    const { model } = doubling({ largestOf: ['doubled'] });
    const [answer] = await runItems(model, [item('a', line([1, 3, 2], [-5, -4, -4]))]);
    expect(answer).toEqual({ id: 'a', outputs: { doubled: { index: [1, 1], value: [6, -8] } } });
  });
});

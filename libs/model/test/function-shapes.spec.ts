import {
  catalogues,
  cpuShape,
  gpuShapes,
  payloadBatchLimit,
  shapeFault,
  shippedProfiles,
  vcpuAt,
  vcpuSizes,
} from '@harmonybatch/model';

const paper = catalogues['paper-2023']!;
const current = catalogues['alibaba-current']!;
const alibaba = catalogues['alibaba-2023']!;
const { cpu: vggCpu, gpu: vggGpu } = shippedProfiles['vgg19']!;

it('the grid has 320 sizes of exact decimals, from 0.05 to 16', () => {
  expect(vcpuSizes(paper)).toBe(320);
  expect([vcpuAt(paper, 0), vcpuAt(paper, 2), vcpuAt(paper, 319)]).toEqual([0.05, 0.15, 16]);
});

it('a CPU function gets what its model needs, at least 1 GB a core, in steps of 64 MB', () => {
  expect(cpuShape(paper, vggCpu!, 0.5, 1)).toEqual({ type: 'cpu', vcpu: 0.5, memoryMb: 896 });
  expect(cpuShape(paper, vggCpu!, 1.55, 1)).toEqual({ type: 'cpu', vcpu: 1.55, memoryMb: 1600 });
});

it('the platform has no CPU function with more than 4 GB a core', () => {
  expect(cpuShape(alibaba, vggCpu!, 0.2, 1)).toBeNull();
  expect(cpuShape(alibaba, vggCpu!, 0.25, 1)).toEqual({ type: 'cpu', vcpu: 0.25, memoryMb: 896 });
});

it('a slice of the card comes with a third of a core a GB, on the grid where there is one', () => {
  expect(gpuShapes(paper, vggGpu!)).toHaveLength(24);
  expect(gpuShapes(paper, vggGpu!)[1]).toEqual({ type: 'gpu', vcpu: 2 / 3, memoryMb: 512, gpuMemoryMb: 2048 });
  expect(gpuShapes(alibaba, vggGpu!)[1]).toEqual({ type: 'gpu', vcpu: 0.7, memoryMb: 512, gpuMemoryMb: 2048 });
});

it('whole cards are offered to a profile of another card only where somebody says that they are alike', () => {
  expect(gpuShapes(current, vggGpu!)).toEqual([]);
  const assumed = gpuShapes(current, vggGpu!, { A10: 'fc.gpu.ada.2' });
  expect(assumed.map(({ vcpu, memoryMb, gpuMemoryMb, gpuType }) => [vcpu, memoryMb, gpuMemoryMb, gpuType])).toEqual([
    [8, 32_768, 24_576, 'fc.gpu.ada.2'],
    [16, 65_536, 24_576, 'fc.gpu.ada.2'],
  ]);
});

it('a batch of the largest items has to fit into one invocation', () => {
  expect(payloadBatchLimit(alibaba, 8 * 1024 * 1024)).toBe(4);
  expect(payloadBatchLimit(alibaba, 0)).toBe(Infinity);
  expect(payloadBatchLimit(paper, 1e9)).toBe(Infinity);
});

it.each([
  [{ type: 'gpu', vcpu: 8, memoryMb: 32_768, gpuMemoryMb: 2048, gpuType: 'fc.gpu.ada.2' }, 'held whole, with 24 GB'],
  [{ type: 'gpu', vcpu: 4, memoryMb: 32_768, gpuMemoryMb: 24_576, gpuType: 'fc.gpu.ada.2' }, 'comes with 8 vCPU'],
  [{ type: 'gpu', vcpu: 8, memoryMb: 32_768, gpuMemoryMb: 24_576, gpuType: 'fc.gpu.none.1' }, 'has no fc.gpu.none.1'],
  [{ type: 'gpu', vcpu: 0.7, memoryMb: 512, gpuMemoryMb: 2048 }, 'has no time-sliced GPU'],
] as const)('%j is not on the platform of today', (shape, reason) => {
  expect(shapeFault(current, shape)).toContain(reason);
});

it.each([
  [{ type: 'cpu', vcpu: 0.52, memoryMb: 1024 }, 'vCPU'],
  [{ type: 'cpu', vcpu: 17, memoryMb: 32_768 }, 'vCPU'],
  [{ type: 'cpu', vcpu: 1, memoryMb: 1000 }, 'memory'],
  [{ type: 'cpu', vcpu: 1, memoryMb: 8192 }, '1 vCPU need'],
  [{ type: 'cpu', vcpu: 1, memoryMb: 1024, gpuMemoryMb: 1024 }, 'no GPU memory'],
  [{ type: 'gpu', vcpu: 1, memoryMb: 1024 }, 'needs GPU memory'],
  [{ type: 'gpu', vcpu: 0.5, memoryMb: 512, gpuMemoryMb: 1536 }, 'GPU memory is 1.5 GB'],
  [{ type: 'gpu', vcpu: 9, memoryMb: 512, gpuMemoryMb: 25 * 1024 }, 'GPU memory is 25 GB'],
  [{ type: 'gpu', vcpu: 1, memoryMb: 512, gpuMemoryMb: 2048 }, 'come with 0.7'],
  [{ type: 'gpu', vcpu: 0.7, memoryMb: 8192, gpuMemoryMb: 2048 }, 'memory is 8192'],
] as const)('%j is no function, and the reason says so', (shape, reason) => {
  expect(shapeFault(alibaba, shape)).toContain(reason);
});

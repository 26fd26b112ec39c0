import { catalogues, cpuShape, gpuShape, shapeFault, shippedProfiles, vcpuAt, vcpuSizes } from '@harmonybatch/model';

const paper = catalogues['paper-2023']!;
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
  expect(gpuShape(paper, vggGpu!, 2)).toEqual({ type: 'gpu', vcpu: 2 / 3, memoryMb: 512, gpuMemoryMb: 2048 });
  expect(gpuShape(alibaba, vggGpu!, 2)).toEqual({ type: 'gpu', vcpu: 0.7, memoryMb: 512, gpuMemoryMb: 2048 });
});

it.each([
  [{ type: 'cpu', vcpu: 0.52, memoryMb: 1024 }, 'vCPU'],
  [{ type: 'cpu', vcpu: 17, memoryMb: 32_768 }, 'vCPU'],
  [{ type: 'cpu', vcpu: 1, memoryMb: 1000 }, 'memory'],
  [{ type: 'cpu', vcpu: 1, memoryMb: 8192 }, '1 vCPU need'],
  [{ type: 'cpu', vcpu: 1, memoryMb: 1024, gpuMemoryMb: 1024 }, 'no GPU memory'],
  [{ type: 'gpu', vcpu: 1, memoryMb: 1024 }, 'needs GPU memory'],
  [{ type: 'gpu', vcpu: 0.5, memoryMb: 512, gpuMemoryMb: 1536 }, 'GPU memory is 1536'],
  [{ type: 'gpu', vcpu: 9, memoryMb: 512, gpuMemoryMb: 25 * 1024 }, 'GPU memory is 25600'],
  [{ type: 'gpu', vcpu: 1, memoryMb: 512, gpuMemoryMb: 2048 }, 'come with 0.7'],
  [{ type: 'gpu', vcpu: 0.7, memoryMb: 8192, gpuMemoryMb: 2048 }, 'memory is 8192'],
] as const)('%j is no function, and the reason says so', (shape, reason) => {
  expect(shapeFault(alibaba, shape)).toContain(reason);
});

import { extrapolation, shippedProfiles, type FunctionShape } from '@harmonybatch/model';

const cpu = (vcpu: number): FunctionShape => ({ type: 'cpu', vcpu, memoryMb: 2048 });
const gpu: FunctionShape = { type: 'gpu', vcpu: 8, memoryMb: 2048, gpuMemoryMb: 24_576 };
const { vgg19, videomae } = shippedProfiles as Record<'vgg19' | 'videomae', NonNullable<typeof shippedProfiles.vgg19>>;
const measured = { ...vgg19, cpu: { ...vgg19.cpu!, measuredVcpu: { least: 0.5, most: 4 } } };

it.each([
  ['within', 1, null],
  ['at the ends', 0.5, null],
  ['at the ends', 4, null],
  ['below', 0.45, 'outside of the 0.5 to 4 vCPU'],
  ['above', 4.05, 'outside of the 0.5 to 4 vCPU'],
])('a profile that says where it was measured is believed there: %s', (_, vcpu, reason) => {
  const told = extrapolation(measured, cpu(vcpu), 1);
  if (reason === null) expect(told).toBeNull();
  else expect(told).toContain(reason);
});

it('a curve that promises more than a share of a core can give is an extrapolation', () => {
  expect(extrapolation(vgg19, cpu(1.55), 2)).toBeNull();
  expect(extrapolation(vgg19, cpu(0.5), 1)).toBeNull();
  expect(extrapolation(vgg19, cpu(0.05), 1)).toMatch(/promises a batch of 1 in \d+ ms/);
  expect(extrapolation(videomae, cpu(0.5), 1)).toMatch(/on 0.5 vCPU/);
});

it('batches beyond those that a GPU profile was measured with are an extrapolation', () => {
  expect(extrapolation(vgg19, gpu, 32)).toBeNull();
  expect(extrapolation(vgg19, gpu, 33)).toContain('1 to 32');
  const few = { gpu: { ...vgg19.gpu!, measuredBatchSizes: { least: 2, most: 8 } } };
  expect(extrapolation(few, gpu, 1)).toContain('2 to 8');
});

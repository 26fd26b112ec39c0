import { join } from 'node:path';
import { cpuShape, pricePerSecond, shapeFault, shippedProfiles, vcpuAt, vcpuSizes } from '@harmonybatch/model';
import { catalogueOf, priceBookOf } from '@harmonybatch/platform-files';

const file = (name: string): string => join(__dirname, '../../../deploy/platforms', name);
const secondsPerHour = 3_600;

it('the files of Cloud Run are a catalogue and its prices', () => {
  const catalogue = catalogueOf(file('cloud-run-catalogue.yaml'));
  const prices = priceBookOf(file('cloud-run-prices.yaml'));
  const [l4] = catalogue.gpus;
  if (l4?.sharing !== 'whole-card') throw new Error('the card is not held whole');
  for (const host of l4.hosts) {
    const shape = { type: 'gpu', ...host, gpuMemoryMb: l4.cardMemoryGb * 1_024, gpuType: l4.gpuType } as const;
    expect(shapeFault(catalogue, shape)).toBeNull();
    expect(pricePerSecond(prices, shape, 'idle')).toBe(pricePerSecond(prices, shape));
  }
  const largest = { type: 'gpu', vcpu: 8, memoryMb: 32_768, gpuMemoryMb: 24_576, gpuType: 'nvidia-l4' } as const;
  expect(pricePerSecond(prices, largest) * secondsPerHour).toBeCloseTo(1.42, 2);
  expect(shapeFault(catalogue, { type: 'cpu', vcpu: 3, memoryMb: 4_096 })).not.toBeNull();
});

it('the files of Lambda are a catalogue whose vCPU follow memory, and its prices', () => {
  const catalogue = catalogueOf(file('aws-lambda-catalogue.yaml'));
  const prices = priceBookOf(file('aws-lambda-prices.yaml'));
  const memoryMb = { slopeMbPerRequest: 0, baseMb: 128 };
  const profile = { ...shippedProfiles['bert']!.cpu!, memoryMb };
  const shapes = Array.from({ length: vcpuSizes(catalogue) }, (_, index) =>
    cpuShape(catalogue, { ...profile, measuredVcpu: undefined }, vcpuAt(catalogue, index), 1),
  );
  expect(shapes.length).toBeGreaterThan(100);
  for (const shape of shapes) {
    expect(Math.abs(shape!.memoryMb / 1_769 / shape!.vcpu - 1)).toBeLessThan(0.01);
    expect(pricePerSecond(prices, shape!)).toBeCloseTo((shape!.memoryMb / 1_024) * 0.0000166667, 12);
  }
});

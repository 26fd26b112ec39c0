import { join } from 'node:path';
import { pricePerSecond, shapeFault } from '@harmonybatch/model';
import { catalogueOf, priceBookOf } from '@harmonybatch/platform-files';

const file = (name: string): string => join(__dirname, '../../../deploy/platforms', name);
const secondsPerHour = 3_600;

it('the files of Cloud Run are a catalogue and its prices', () => {
  const catalogue = catalogueOf(file('cloud-run-catalogue.yaml'));
  const prices = priceBookOf(file('cloud-run-prices.yaml'));
  for (const { gpuType, cardMemoryGb, hosts } of catalogue.gpus as {
    gpuType: string;
    cardMemoryGb: number;
    hosts: { vcpu: number; memoryMb: number }[];
  }[]) {
    for (const host of hosts) {
      const shape = { type: 'gpu', ...host, gpuMemoryMb: cardMemoryGb * 1_024, gpuType } as const;
      expect(shapeFault(catalogue, shape)).toBeNull();
      expect(pricePerSecond(prices, shape, 'idle')).toBe(pricePerSecond(prices, shape));
    }
  }
  const largest = { type: 'gpu', vcpu: 8, memoryMb: 32_768, gpuMemoryMb: 24_576, gpuType: 'nvidia-l4' } as const;
  expect(pricePerSecond(prices, largest) * secondsPerHour).toBeCloseTo(1.42, 2);
  expect(shapeFault(catalogue, { type: 'cpu', vcpu: 3, memoryMb: 4_096 })).not.toBeNull();
});

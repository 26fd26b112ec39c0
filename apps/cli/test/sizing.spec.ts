import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decimal } from '../src/render/figures';
import { renderSizing } from '../src/render/sizing-text';
import { colourless } from '../src/render/terminal';
import { maxRateOfOneRedisHz, sizingOf, type Load } from '../src/sizing/sizing';
import { cli } from './captured-terminal';

const usual: Load = {
  rateHz: 1_000,
  waitMs: 1_000,
  batchSize: 8,
  executionMs: 200,
  inputBytes: 200,
  replicationFactor: 3,
};
const replicasOf = (load: Partial<Load>, service: string): number | undefined =>
  sizingOf({ ...usual, ...load }).services.find(({ name }) => name === service)?.replicas;

describe('the size of a deployment', () => {
  it('keeps each replica half in use, with one more to lose', () => {
    const { services } = sizingOf({ ...usual, rateHz: 10_000 });
    for (const { cores, replicas } of services)
      if (cores !== null) expect(cores / (replicas - 1)).toBeLessThanOrEqual(0.5);
    expect(replicasOf({ rateHz: 1 }, 'ingest')).toBe(2);
  });

  it.each([
    [1_190, 2],
    [1_191, 3],
  ])('for %d requests a second has %d replicas of ingest', (rateHz, replicas) =>
    expect(replicasOf({ rateHz }, 'ingest')).toBe(replicas),
  );

  it('has more dispatchers where batches run for long', () => {
    // 1,000 / 8 × 60 s are 7,500 batches, of which half a dispatcher's places take 512.
    expect(replicasOf({ executionMs: 60_000 }, 'dispatcher')).toBe(16);
    expect(replicasOf({}, 'dispatcher')).toBe(2);
  });

  it('has two partitions a replica at least, in steps of 12', () => {
    expect(sizingOf({ ...usual, rateHz: 1 }).partitions).toBe(12);
    expect(sizingOf({ ...usual, rateHz: 5_681 }).partitions).toBe(12);
    expect(sizingOf({ ...usual, rateHz: 5_682 }).partitions).toBe(24);
  });

  it('counts what Kafka keeps and Redis holds', () => {
    const { kafka, redis } = sizingOf(usual);
    expect(kafka.writtenBytesPerSecond).toBe(1_000 * 475 * 4 * 3);
    expect(kafka.diskBytes).toBe(1_000 * 475 * 4 * 3 * 86_400);
    expect(redis.memoryBytes).toBe(1_000 * (475 + 382) + 1_000 * 120 * 99);
  });

  it('says where one Redis is not enough', () => {
    const text = (rateHz: number): string => renderSizing(sizingOf({ ...usual, rateHz }), colourless);
    expect(text(maxRateOfOneRedisHz - 1)).not.toContain('one Redis');
    expect(text(maxRateOfOneRedisHz + 1)).toMatch(
      /More than one Redis core carries \(4,667 requests a second\): name several servers in REDIS_URL/,
    );
  });
});

describe('harmonybatch size', () => {
  it('prints what the arithmetic says', async () => {
    const { stdout, status } = await cli(['size', '--rate', '1000', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(sizingOf(usual));
  });

  it.each([[[]], [['--rate', '0']], [['--rate', 'NaN']], [['--rate', '10', '--batch', '33']]])(
    'refuses %j',
    async (args) => {
      const { stdout, status } = await cli(['size', ...args]);
      expect({ stdout, status: status === 0 }).toEqual({ stdout: '', status: false });
    },
  );
});

describe('docs/guides/sizing.md', () => {
  const guide = readFileSync(join(__dirname, '../../../docs/guides/sizing.md'), 'utf8');
  const rowOf = (rateHz: number): string[] => {
    const line = guide.split('\n').find((one) => one.startsWith(`| ${rateHz.toLocaleString('en-US')} `)) ?? '';
    return line
      .split('|')
      .slice(2, -1)
      .map((cell) => cell.trim());
  };
  const bytes = (value: number, unit: number, name: string): string =>
    `${Math.round(value / unit).toLocaleString('en-US')} ${name}`;

  it.each([100, 1_000, 10_000])('says of %d requests a second what the command says', (rateHz) => {
    const { partitions, kafka, redis } = sizingOf({ ...usual, rateHz });
    const replicas = ['ingest', 'batcher', 'dispatcher'].map((service) => String(replicasOf({ rateHz }, service)));
    expect(rowOf(rateHz)).toEqual([
      ...replicas,
      String(partitions),
      decimal(kafka.cores),
      bytes(kafka.diskBytes, 1024 ** 3, 'GB'),
      decimal(redis.cores),
      bytes(redis.memoryBytes, 1024 ** 2, 'MB'),
    ]);
  });
});

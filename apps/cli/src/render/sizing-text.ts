import { maxRateOfOneRedisHz, type Sizing } from '../sizing/sizing';
import { count, decimal, memory } from './figures';
import { renderTable } from './table';
import type { Style } from './terminal';

const bytesPerMegabyte = 1024 * 1024;
const megabytes = (bytes: number): string => memory(bytes / bytesPerMegabyte);

const columns = [
  { title: 'service' },
  { title: 'cores', align: 'right' },
  { title: 'replicas', align: 'right' },
  { title: 'held by each', align: 'right' },
] as const;

/** Sizes as tables for people. */
export function renderSizing({ services, partitions, kafka, redis }: Sizing, style: Style): string {
  const rows = services.map(({ name, cores, replicas, heldPerReplica }) => [
    name,
    cores === null ? 'little' : decimal(cores),
    count(replicas),
    heldPerReplica === 0 ? '' : count(heldPerReplica),
  ]);
  const bound = redis.fitsOneCore
    ? ''
    : `\n  More than one Redis core carries (${count(maxRateOfOneRedisHz)} requests a second): name several servers in REDIS_URL, divided by commas.\n`;
  return `${renderTable(columns, rows, style)}
  partitions   ${count(partitions)}
  Kafka        ${decimal(kafka.cores)} cores, writes ${megabytes(kafka.writtenBytesPerSecond)} a second, keeps ${megabytes(kafka.diskBytes)} on disk, copies included
  Redis        ${decimal(redis.cores)} cores, ${megabytes(redis.memoryBytes)} of memory
${bound}
  From CPU measured at 500 requests a second: docs/guides/sizing.md says how.
`;
}

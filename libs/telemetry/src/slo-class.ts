import { secondsBuckets } from './buckets';

type Bound = (typeof secondsBuckets)[number];

const boundsSeconds = {
  '100ms': 0.1,
  '200ms': 0.2,
  '500ms': 0.5,
  '1s': 1,
  '2s': 2,
  '5s': 5,
  '10s': 10,
  '60s': 60,
} as const satisfies Record<string, Bound>;

const beyond = 'over-60s';
export type SloClass = keyof typeof boundsSeconds | typeof beyond;

/**
 * SLOs as a label: the least of these bounds that an SLO is not above. Each is a bound of the buckets of latencies too, so that
 * the part of a class which was answered within its bound can be read from a histogram; SLOs themselves are any number, and
 * each would be a series of its own.
 */
export const sloClasses: readonly SloClass[] = [...(Object.keys(boundsSeconds) as SloClass[]), beyond];

const bounds = Object.entries(boundsSeconds) as [SloClass, number][];
const msPerSecond = 1000;

/** The class of an SLO, ms. */
export const sloClassOf = (sloMs: number): SloClass =>
  bounds.find(([, seconds]) => sloMs <= seconds * msPerSecond)?.[0] ?? beyond;

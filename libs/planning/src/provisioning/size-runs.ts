import {
  cpuShape,
  curveKnots,
  knownVcpu,
  vcpuAt,
  vcpuSizes,
  type Catalogue,
  type CpuProfile,
} from '@harmonybatch/model';
import { largestWhere, smallestWhere } from './binary-search';

/** Sizes of a catalogue's CPU functions, from one to another, both included. */
export interface SizeRun {
  readonly first: number;
  readonly last: number;
}

/** Absorbs the rounding of decimal fractions where a vCPU becomes a place on the grid. */
const gridSlack = 1e-9;

/** The place of a vCPU on the catalogue's grid, between two sizes where it is none. */
export const sizeOf = ({ cpu }: Catalogue, vcpu: number): number => (vcpu - cpu.minVcpu) / cpu.stepVcpu;

/**
 * The sizes on which a batch has a latency and a legal function, cut where a measured table has a point: within a run every
 * curve goes one way, and time over cores (`c · L`) of a table is a line.
 */
export function sizeRuns(catalogue: Catalogue, cpu: CpuProfile, batchSize: number): SizeRun[] {
  const known = knownVcpu(cpu);
  const knots = [cpu.avg[batchSize - 1]!, cpu.max[batchSize - 1]!].flatMap(curveKnots);
  const inside = knots.filter((vcpu) => vcpu > known.least && vcpu < known.most);
  const cuts = [known.least, ...inside.sort((one, other) => one - other), known.most];
  const offered = vcpuSizes(catalogue) - 1;
  const isLegal = (size: number): boolean => cpuShape(catalogue, cpu, vcpuAt(catalogue, size), batchSize) !== null;
  return cuts.slice(1).flatMap((vcpu, index) => {
    const last = Math.min(offered, Math.floor(sizeOf(catalogue, vcpu) + gridSlack));
    const first = smallestWhere(Math.max(0, Math.ceil(sizeOf(catalogue, cuts[index]!) - gridSlack)), last, isLegal);
    return first === null ? [] : [{ first, last }];
  });
}

/** The part of a run for which `holds` is true, given that it is so from some size on, or up to one; null for none. */
export function partWhere({ first, last }: SizeRun, holds: (size: number) => boolean): SizeRun | null {
  const rising = smallestWhere(first, last, holds);
  if (rising !== null) return { first: rising, last };
  const most = largestWhere(first, last, holds);
  return most === null ? null : { first, last: most };
}

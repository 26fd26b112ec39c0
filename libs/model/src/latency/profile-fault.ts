import { curveSeconds, endsBelowZero } from './cpu-curve';
import { knownVcpu } from './cpu-latency';
import { batchTableFault } from './gpu-table';
import type { CpuCurve, CpuProfile, GpuProfile, ModelProfile, Range } from './model-profile';

/** What is wrong with a profile though each of its fields is right: where, as a JSON pointer, and how to mend it. */
export interface ProfileFault {
  readonly field: string;
  readonly message: string;
}

const shareSlack = 1e-9;

/** The first thing wrong with a profile that a schema cannot say; null for a profile that plans may rest on. */
export const profileFault = ({ cpu, gpu }: ModelProfile): ProfileFault | null =>
  (cpu === undefined ? null : cpuFault(cpu)) ?? (gpu === undefined ? null : gpuFault(gpu));

function cpuFault(cpu: CpuProfile): ProfileFault | null {
  const { avg, max, measuredVcpu, measuredBatchSizes, quantiles = [] } = cpu;
  if (avg.length !== max.length)
    return at('/cpu', `avg has ${avg.length} batch sizes and max ${max.length}; they have to be as many`);
  const short = quantiles.findIndex(({ curves }) => curves.length !== avg.length);
  if (short >= 0) return at(`/cpu/quantiles/${short}`, `has to have as many curves as avg, ${avg.length}`);
  return (
    rangeFault('/cpu/measuredVcpu', measuredVcpu) ??
    rangeFault('/cpu/measuredBatchSizes', measuredBatchSizes) ??
    curvesFault('/cpu/avg', avg, measuredVcpu) ??
    curvesFault('/cpu/max', max, measuredVcpu) ??
    quantiles.reduce<ProfileFault | null>(
      (found, { curves }, index) => found ?? curvesFault(`/cpu/quantiles/${index}/curves`, curves, measuredVcpu),
      null,
    ) ??
    commonFault(cpu)
  );
}

function gpuFault({ gpuShare, cpuShare, measuredBatchSizes, measured }: GpuProfile): ProfileFault | null {
  if (Math.abs(gpuShare + cpuShare - 1) > shareSlack)
    return at('/gpu', `gpuShare and cpuShare add up to ${gpuShare + cpuShare}; they have to add up to 1`);
  const table = measured === undefined ? null : batchTableFault(measured);
  return (
    rangeFault('/gpu/measuredBatchSizes', measuredBatchSizes) ?? (table === null ? null : at('/gpu/measured', table))
  );
}

const at = (field: string, message: string): ProfileFault => ({ field, message });

const rangeFault = (field: string, range: Range | undefined): ProfileFault | null =>
  range === undefined || range.least <= range.most
    ? null
    : at(field, `least is ${range.least} and most ${range.most}; least has to be the smaller one`);

function curvesFault(field: string, curves: readonly CpuCurve[], measured: Range | undefined): ProfileFault | null {
  for (const [index, curve] of curves.entries()) {
    const message = curve.form === 'measured' ? tableFault(curve.points) : formulaFault(curve, measured);
    if (message !== null) return at(`${field}/${index}`, message);
  }
  return null;
}

const tableFault = (points: readonly { readonly vcpu: number }[]): string | null =>
  points.every(({ vcpu }, index) => index === 0 || vcpu > points[index - 1]!.vcpu)
    ? null
    : 'its points have to stand in order of vCPU, each once';

/** A formula that falls below zero may be followed within what was measured, and has to be above zero there. */
function formulaFault(curve: CpuCurve, measured: Range | undefined): string | null {
  if (!endsBelowZero(curve)) return null;
  if (measured === undefined)
    return 'falls below zero on many vCPU; say with measuredVcpu of the profile on which it was measured';
  const seconds = curveSeconds(curve, measured.most);
  return seconds > 0 ? null : `is ${seconds} s on ${measured.most} vCPU; within measuredVcpu it has to be above zero`;
}

function commonFault(cpu: CpuProfile): ProfileFault | null {
  const { least, most } = knownVcpu(cpu);
  if (least <= most) return null;
  return at('/cpu', 'no vCPU is within the tables of all its curves; measure every batch size on the same vCPU');
}

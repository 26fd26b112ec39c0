import { latencyReach, latencyQuantileSeconds } from '@harmonybatch/model';
import { defaultAttainment } from '@harmonybatch/model';
import type { Plan } from '@harmonybatch/planning';

const msPerSecond = 1000;
/** Rounding of sums of milliseconds. */
const toleranceMs = 1e-6;

/**
 * Where a plan breaks an SLO by its own numbers: an app whose longest wait and the latency that its attainment asks for
 * do not fit into the SLO less the overhead, a wait below 0, an app that is missing or served in part only. In words.
 */
export function brokenSlos({ groups }: Plan, apps: readonly { readonly name: string }[], overheadMs: number): string[] {
  const faults: string[] = [];
  const shares = new Map(apps.map(({ name }) => [name, 0]));
  for (const { apps: members, latencyMs } of groups) {
    const latency = { avgSeconds: latencyMs.avg / msPerSecond, maxSeconds: latencyMs.max / msPerSecond };
    for (const { name, sloMs, timeoutMs, attainment = defaultAttainment, share = 1 } of members) {
      shares.set(name, (shares.get(name) ?? 0) + share);
      const spareMs =
        sloMs - overheadMs - timeoutMs - msPerSecond * latencyQuantileSeconds(latency, latencyReach(attainment));
      if (!(timeoutMs >= 0)) faults.push(`${name} waits ${timeoutMs} ms`);
      if (!(spareMs >= -toleranceMs)) faults.push(`${name} misses its SLO of ${sloMs} ms by ${-spareMs} ms`);
    }
  }
  for (const [name, share] of shares) {
    if (Math.abs(share - 1) > toleranceMs) faults.push(`${name} is served to a part of ${share}`);
  }
  return faults;
}

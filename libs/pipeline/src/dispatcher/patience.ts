import type { GroupRoute } from '@harmonybatch/contracts';
import type { DispatcherConfig } from './dispatcher-config';

/** A batch may take this many times its maximum latency before it is given up. */
const mostLatencies = 3;

export type PatienceTerms = Pick<DispatcherConfig, 'invokeTimeoutMs' | 'coldStartMs'>;

/**
 * How long a function is waited for, ms: a few times as long as a batch of its group takes at most, and a cold start; at
 * most `invokeTimeoutMs`, unless the batch itself takes longer.
 */
export function patienceMs({ latencyMs, function: { type } }: GroupRoute, terms: PatienceTerms): number {
  const runningMs = mostLatencies * latencyMs.max;
  return Math.max(runningMs, Math.min(runningMs + terms.coldStartMs[type], terms.invokeTimeoutMs));
}

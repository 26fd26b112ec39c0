import type { FunctionStatus } from '@harmonybatch/platform-calls';
import type { RefusalReason } from '@harmonybatch/ports';
import type { KnativeService, ServiceCondition } from './knative-service';

const maxReasonLength = 500;

/** What a service says of itself, which is about its last change only once it observed that. */
export function stateOf({ metadata, status }: KnativeService): FunctionStatus {
  const { observedGeneration = 0, conditions = [] } = status ?? {};
  if (observedGeneration < (metadata.generation ?? 0))
    return { state: 'pending', reason: 'its last change is not observed yet' };
  const ready = conditions.find(({ type }) => type === 'Ready');
  if (ready?.status === 'True') return { state: 'ready' };
  return { state: ready?.status === 'False' ? 'failed' : 'pending', reason: wordsOf(ready) };
}

/** Why a platform will not have a service, by the words that Knative, Kubernetes and Cloud Run have for it. */
export function reasonIn(said: string): RefusalReason {
  if (/quota|exceeded|no available (gpu )?capacity|unschedulable|insufficient/i.test(said)) return 'quota';
  if (/ContainerMissing|fetch image|image .*not found|ImagePull|manifest unknown/i.test(said)) return 'image';
  if (/resources|limits|cpu|memory|gpu|accelerator/i.test(said)) return 'size';
  return 'failed';
}

function wordsOf(condition: ServiceCondition | undefined): string {
  const { reason, message } = condition ?? {};
  const said = [reason, message].filter(Boolean).join(': ');
  return (said === '' ? 'no reason given' : said).slice(0, maxReasonLength);
}

import { refusalsWith } from '@harmonybatch/platform-calls';
import { KubeRefusedError } from './kube/kube-fault';
import { reasonIn } from './service/service-state';

/** A refusal that says what mends it. */
export const refused = refusalsWith({
  image: 'check that it is in a registry that the nodes can read, and register the model with one that is',
  permission: 'give the planner’s account get, list, create, update and delete on services',
});

const statusesOfRefusal = new Set([400, 403, 422]);

/** What was refused for good as such, by its words; anything else as it is. */
export function refusalOf(name: string, error: unknown): unknown {
  if (!(error instanceof KubeRefusedError)) return error;
  const { status, said, message } = error;
  if (status === 401 || (status === 403 && !/quota/i.test(said))) return refused(name, 'permission', message);
  return statusesOfRefusal.has(status) ? refused(name, reasonIn(said), message) : error;
}

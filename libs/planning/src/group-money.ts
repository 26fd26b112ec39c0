import type { GroupMoney } from './plan';
import type { PooledCost } from './pooled/pooled-costs';

/** What a group costs, by what it is for. */
export const groupMoney = ({
  activePerSecond,
  invocationsPerSecond,
  idlePerSecond,
  coldPerSecond,
  minimumPerSecond,
}: PooledCost): GroupMoney => ({
  executions: Math.max(0, activePerSecond - invocationsPerSecond),
  invocations: invocationsPerSecond,
  idle: idlePerSecond,
  coldStarts: coldPerSecond,
  minimum: minimumPerSecond,
});

import type { PlanProposed } from '@harmonybatch/contracts';

/** Apps that are named. */
const maxShown = 5;

/** What a plan waits for, and what is not kept meanwhile, for people. */
export function proposalInWords({ id, awaits, obstacles = [], unkept = [] }: PlanProposed): string {
  const apps = unkept.slice(0, maxShown).map(({ app, message }) => `${app} (${message})`);
  const more = unkept.length > maxShown ? ` and ${unkept.length - maxShown} more` : '';
  const meanwhile = apps.length === 0 ? '' : `; until then not served as they ask: ${apps.join(', ')}${more}`;
  const lacking = obstacles.slice(0, maxShown).map(({ functionName, message }) => `${functionName} (${message})`);
  const functions = `its functions, and the planner makes none${lacking.length === 0 ? '' : `: ${lacking.join(', ')}`}`;
  return `proposal ${id} awaits ${awaits === 'approval' ? 'approval' : functions}${meanwhile}`;
}

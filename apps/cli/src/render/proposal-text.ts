import type { FunctionChange, PlanDecided, PlanProposed } from '@harmonybatch/contracts';
import { money, plural } from './figures';
import { functionLabel, functionRest } from './function-label';
import { plainText } from './plain-text';
import type { Style } from './terminal';

const awaited: Readonly<Record<PlanProposed['awaits'], string>> = {
  approval: 'approval',
  functions: 'functions that are not there as it needs them',
};

const marks = { create: '+', change: '~', remove: '-' } as const;

/** A plan that waits before it comes into force: what for, what it changes, and what it saves. */
export function renderProposal(proposal: PlanProposed, style: Style, decided?: PlanDecided): string {
  const { id, awaits, plan, changes, obstacles = [], unkept = [], proposedAtMs } = proposal;
  const head = [
    `${style.yellow('!')} proposal ${style.bold(id)} awaits ${awaited[awaits]}`,
    `reason ${plan.reason}`,
    ...(decided?.proposal === id ? [decided.decision] : []),
    `since ${new Date(proposedAtMs).toISOString()}`,
  ];
  const lines = changes.map((change) => `    ${changeText(change, plan.currency, style)}\n`);
  const lacking = obstacles.map(
    ({ functionName, message }) => `    ${style.red('✗')} ${plainText(functionName)}: ${plainText(message)}\n`,
  );
  const broken = unkept.map(
    ({ app, message }) =>
      `    ${style.red('✗')} until then ${plainText(app)} is not served as it asks: ${plainText(message)}\n`,
  );
  return `  ${head.join(' · ')}\n${lines.join('')}${lacking.join('')}    ${billText(proposal)}\n${broken.join('')}`;
}

function changeText(
  { change, functionName, function: shape, before, after }: FunctionChange,
  currency: string,
  style: Style,
): string {
  const paint = { create: style.green, change: style.yellow, remove: style.red }[change];
  const instances = [before, after].flatMap((use) => (use === undefined ? [] : [use.warmInstances]));
  const costs = [before, after].flatMap((use) => (use === undefined ? [] : [money(use.costPerSecond)]));
  return [
    paint(`${marks[change]} ${change}`),
    plainText(functionName),
    `${functionLabel(shape)}, ${functionRest(shape)}`,
    `${instances.join(' → ')} instances ready`,
    `${costs.join(' → ')} ${currency} per second`,
  ].join('  ');
}

function billText({ plan, costPerSecondInForce }: PlanProposed): string {
  const bill = `${plural(plan.groups.length, 'group')}, ${money(plan.costPerSecond)} ${plan.currency} per second`;
  if (costPerSecondInForce === undefined) return `${bill}; no plan is in force`;
  const saved = costPerSecondInForce - plan.costPerSecond;
  return `${bill} instead of ${money(costPerSecondInForce)}: ${money(Math.abs(saved))} ${saved >= 0 ? 'saved' : 'more'}`;
}

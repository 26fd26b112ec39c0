import type { DecisionFault } from '@harmonybatch/pipeline';
import { commandLine } from '../command-line/command-line';
import { notFound, Refusal } from '../protocol/refusal';

/** What is answered where nothing can be decided so, and what mends it. */
export function decisionRefusal(fault: DecisionFault): Refusal {
  const { model } = fault;
  switch (fault.kind) {
    case 'no-plan':
      return notFound(`plan of model ${model} in force`, `Models with plans: ${named(fault.modelsWithPlans)}.`);
    case 'no-earlier-plan':
      return fault.epoch === undefined
        ? conflict(
            `no plan of ${model} with other groups than the one in force is kept`,
            'There is nothing to go back to.',
          )
        : notFound(
            `earlier plan of epoch ${fault.epoch} of ${model}`,
            `Kept are those of epochs ${named(fault.epochs.toReversed())}.`,
          );
    case 'model-not-registered':
      return conflict(`model ${model} is not registered`, 'Register it with `harmonybatch models apply`.');
    case 'other-version':
      return conflict(
        `that plan is for version ${fault.planned} of ${model}, and ${fault.registered} is registered`,
        `\`${commandLine('models', 'rollback', model, '--to', fault.planned)}\` registers it again.`,
      );
    case 'none-awaits-approval':
      return noneAwaits(fault);
    case 'other-proposal':
      return conflict(
        `proposal ${fault.asked} of ${model} does not wait any more`,
        `Look at ${fault.waiting}, which has taken its place.`,
      );
    case 'not-held':
      return conflict(`model ${model} is held to no plan`, 'The planner plans it already.');
  }
}

function noneAwaits({
  model,
  waiting,
  othersAwaiting,
}: Extract<DecisionFault, { readonly kind: 'none-awaits-approval' }>): Refusal {
  if (waiting !== undefined)
    return conflict(
      `the plan of ${model} that waits needs its functions, and no approval`,
      `\`${commandLine('plan', 'export', model, '--proposed')}\` writes them; with HARMONYBATCH_PROVISIONING=apply the planner makes them itself.`,
    );
  const others = othersAwaiting.length === 0 ? '' : ` Those of ${named(othersAwaiting)} do.`;
  return conflict(
    `no plan of model ${model} awaits approval`,
    `Plans wait for somebody where the planner runs with HARMONYBATCH_PLAN_APPROVAL=required.${others}`,
  );
}

const conflict = (error: string, hint: string): Refusal => new Refusal(409, { code: 'conflict', error, hint });

const maxNamed = 20;
const named = (names: readonly (string | number)[]): string =>
  names.length === 0 ? 'none' : `${names.slice(0, maxNamed).join(', ')}${names.length > maxNamed ? ', …' : ''}`;

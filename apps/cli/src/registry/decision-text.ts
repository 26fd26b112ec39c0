import { DecisionError, type DecisionFault } from '@harmonybatch/pipeline';
import { Refusal } from '../refusal';

/** What `choose` chooses. @throws Refusal in place of a DecisionError */
export function orRefuse<T>(choose: () => T): T {
  try {
    return choose();
  } catch (error) {
    if (!(error instanceof DecisionError)) throw error;
    throw new Refusal(decisionText(error.fault));
  }
}

function decisionText(fault: DecisionFault): string {
  const { model } = fault;
  switch (fault.kind) {
    case 'no-plan':
      return `No plan of model ${model} is in force; there are plans of ${fault.modelsWithPlans.join(', ') || 'none'}.`;
    case 'no-earlier-plan':
      return noEarlierPlan(fault);
    case 'model-not-registered':
      return `Model ${model} is not registered.`;
    case 'other-version':
      return `That plan is for version ${fault.planned} of ${model}, and ${fault.registered} is registered: \`harmonybatch models rollback ${model} --to ${fault.planned}\` registers it again.`;
    case 'none-awaits-approval':
      return `No plan of model ${model} awaits approval${fault.othersAwaiting.length === 0 ? '' : `; those of ${fault.othersAwaiting.join(', ')} do`}.`;
    case 'other-proposal':
      return `Proposal ${fault.asked} of ${model} does not wait any more; ${fault.waiting} has taken its place.`;
    case 'not-held':
      return `Model ${model} is held to no plan.`;
  }
}

/** Epochs that are named, the newest. */
const maxEpochs = 20;

function noEarlierPlan({ model, epoch, epochs }: Extract<DecisionFault, { readonly kind: 'no-earlier-plan' }>): string {
  if (epoch === undefined) return `Kafka has no plan of ${model} with other groups than the one in force.`;
  const newest = epochs.slice(-maxEpochs).join(', ');
  const known =
    epochs.length === 0 ? '' : `; it has those of epochs ${epochs.length > maxEpochs ? '…, ' : ''}${newest}`;
  return `Kafka has no earlier plan of epoch ${epoch} of ${model}${known}.`;
}

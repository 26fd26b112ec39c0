import type { ModelProfiled } from '@harmonybatch/contracts';
import { functionsOf, registeredAs, replannerDefaults } from '@harmonybatch/pipeline';
import { Refusal } from '../refusal';
import { chosenPlan, type ChosenPlan } from '../registry/chosen-plan';
import { orRefuse } from '../registry/decision-text';
import type { DeployedFunctions } from './deployed-functions';
import { functionsDocument } from './functions-document';
import { writtenBy } from './platform-access';

export type ExportFormat = 'yaml' | 'terraform' | 'manifests';

export interface ExportedPlanOptions {
  readonly format: ExportFormat;
  /** Of an earlier plan; that in force where absent. */
  readonly epoch?: number;
  /** Of the plan that waits. */
  readonly proposed?: boolean;
}

/** @throws Refusal where there is no such plan or format, or the model is registered otherwise by now */
export async function exportedPlan(
  model: string,
  { format, ...which }: ExportedPlanOptions,
  deployed: DeployedFunctions,
): Promise<object | readonly object[]> {
  const chosen = chosenPlan(deployed.views, model, which);
  const registered = orRefuse(() => registeredAs(deployed.views.models, chosen.plan));
  const functions = wantedFunctions(chosen, registered, deployed);
  if (format === 'yaml') {
    const { owner, variables } = deployed;
    return functionsDocument(chosen, registered, functions, { owner, platform: variables.platformName });
  }
  const written = await writtenBy(format, functions, deployed.variables, deployed);
  if (written !== undefined) return written;
  throw new Refusal(
    `Functions of ${deployed.variables.platformName} are not written as ${format}.`,
    [],
    `Take --format ${format === 'terraform' ? 'manifests' : 'terraform'}, or yaml.`,
  );
}

/** The functions of a plan, as a planner with the same variables wants them. */
const wantedFunctions = (
  { plan }: ChosenPlan,
  model: ModelProfiled,
  { functionPrefix, variables }: DeployedFunctions,
) =>
  functionsOf(plan.groups, model, {
    ...replannerDefaults,
    functionPrefix,
    sendProfile: variables.sendProfile,
    functionTimeoutSeconds: variables.functionTimeoutSeconds,
  });

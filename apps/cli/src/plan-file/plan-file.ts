import { limits } from '@harmonybatch/contracts';
import { parseDocuments, readText } from '../documents/documents';
import { Refusal } from '../refusal';
import { PlanFileReader } from './plan-file-reader';
import type { PlanFile, PlanTask } from './plan-task';

/**
 * Checks what the documents of a plan file hold: `{model, apps: [{name, sloMs, rateHz}], profile?, maxItemBytes?, today?}`,
 * `{models: [...], today?}`, or apps and models as they are registered.
 * @throws Refusal that names every fault.
 */
export function parsePlanFile(documents: readonly unknown[], name: string): PlanFile {
  const reader = new PlanFileReader(documents);
  const file = reader.read();
  if (reader.problems.length > 0) throw new Refusal(`${name} cannot be planned.`, reader.problems);
  const apps = file.tasks.reduce((sum, task) => sum + task.apps.length, 0);
  if (apps > limits.maxApps)
    throw new Refusal(`${name} names ${apps} apps; at most ${limits.maxApps} are planned together.`);
  return { ...file, tasks: file.tasks.filter((task) => task.apps.length > 0) };
}

/** @throws Refusal that names every fault. */
export const readPlanFile = (path: string): PlanFile => parsePlanFile(parseDocuments(readText(path), path), path);

/**
 * The only model of a file, or the one that is asked for.
 * @throws Refusal where the file does not say which.
 */
export function oneModelOf({ tasks }: PlanFile, model: string | undefined): PlanTask {
  const found = model === undefined ? tasks : tasks.filter((task) => task.model === model);
  const [task] = found;
  if (task !== undefined && found.length === 1) return task;
  throw new Refusal(`The file has the models ${tasks.map((one) => one.model).join(', ')}: name one with --model.`);
}

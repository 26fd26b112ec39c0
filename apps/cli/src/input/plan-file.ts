import { ModelProfileSchema, compile, limits } from '@harmonybatch/contracts';
import { shippedProfiles, type ModelProfile } from '@harmonybatch/model';
import type { AppDemand } from '@harmonybatch/planning';
import { Refusal, type Problem } from '../refusal';
import { FieldReader, isObject, problemOfFault } from './fields';
import { readOneDocument } from './documents';
import { lookup } from './lookup';

export interface PlanTask {
  readonly model: string;
  readonly profile: ModelProfile;
  readonly apps: readonly AppDemand[];
  /** Size of the largest item, bytes; 0 where the file does not say. */
  readonly itemBytes: number;
}

const maxRateHz = 1e6;
const maxBytes = 2 ** 40;
const profileCheck = compile(ModelProfileSchema);

function readApp(value: unknown, at: number, problems: Problem[]): AppDemand | undefined {
  const path = `apps[${at}]`;
  if (!isObject(value)) {
    problems.push({ field: path, message: 'must be {name, sloMs, rateHz}' });
    return undefined;
  }
  const fields = new FieldReader(value, path, problems);
  fields.allow(['name', 'sloMs', 'rateHz', 'attainment']);
  const attainment = value.attainment === undefined ? undefined : readAttainment(value.attainment, path, problems);
  return {
    name: fields.name('name'),
    sloMs: fields.positive('sloMs', limits.maxSloMs, 'milliseconds'),
    rateHz: fields.positive('rateHz', maxRateHz, 'requests per second'),
    ...(attainment === undefined ? {} : { attainment }),
  };
}

function readAttainment(value: unknown, path: string, problems: Problem[]): number | undefined {
  if (typeof value === 'number' && value >= 0.5 && value <= 1) return value;
  problems.push({ field: `${path}.attainment`, message: 'must be a number from 0.5 to 1, such as 0.99' });
  return undefined;
}

function nameDuplicates(apps: readonly AppDemand[], problems: Problem[]): void {
  const firstAt = new Map<string, number>();
  apps.forEach(({ name }, at) => {
    const before = firstAt.get(name);
    if (before === undefined) firstAt.set(name, at);
    else if (name !== '') {
      problems.push({
        field: `apps[${at}].name`,
        message: `"${name}" is already the name of apps[${before}]; rename one`,
      });
    }
  });
}

function readApps(value: unknown, problems: Problem[]): AppDemand[] {
  if (!Array.isArray(value) || value.length === 0) {
    problems.push({ field: 'apps', message: 'must be a list of at least one {name, sloMs, rateHz}' });
    return [];
  }
  if (value.length > limits.maxApps) {
    problems.push({
      field: 'apps',
      message: `has ${value.length} entries; at most ${limits.maxApps} are planned together`,
    });
    return [];
  }
  const apps = value
    .map((entry, at) => readApp(entry, at, problems))
    .filter((app): app is AppDemand => app !== undefined);
  nameDuplicates(apps, problems);
  return apps;
}

function readProfile(model: string, inline: unknown, problems: Problem[]): ModelProfile | undefined {
  if (inline !== undefined) {
    if (profileCheck.check(inline)) return inline;
    problems.push(...profileCheck.explain(inline).map((fault) => problemOfFault(fault, 'profile')));
    return undefined;
  }
  const shipped = lookup(shippedProfiles, model);
  if (shipped === undefined && model !== '') {
    const known = Object.keys(shippedProfiles).join(', ');
    problems.push({
      field: 'model',
      message: `"${model}" has no shipped profile; use one of ${known}, or add \`profile\``,
    });
  }
  return shipped;
}

/**
 * Checks what a plan file holds: `{model, apps: [{name, sloMs, rateHz}], profile?}`.
 * @throws Refusal that names every fault.
 */
export function parsePlanTask(document: unknown, name: string): PlanTask {
  if (!isObject(document)) throw new Refusal(`${name} must hold {model, apps: [{name, sloMs, rateHz}]}.`);
  const problems: Problem[] = [];
  const fields = new FieldReader(document, '', problems);
  fields.allow(['model', 'apps', 'profile', 'maxItemBytes']);
  const itemBytes = document.maxItemBytes === undefined ? 0 : fields.positive('maxItemBytes', maxBytes, 'bytes');
  const model = fields.name('model');
  const profile = readProfile(model, document.profile, problems);
  const apps = readApps(document.apps, problems);
  if (problems.length > 0 || profile === undefined) throw new Refusal(`${name} cannot be planned.`, problems);
  return { model, profile, apps, itemBytes };
}

export const readPlanFile = (path: string): PlanTask => parsePlanTask(readOneDocument(path), path);

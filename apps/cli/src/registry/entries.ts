import { isDeepStrictEqual } from 'node:util';
import { AppRegistered, ModelProfiled, appFault, compile, readValue, type Validator } from '@harmonybatch/contracts';
import { profileFault, shippedProfiles } from '@harmonybatch/model';
import type { Static, TSchema } from '@sinclair/typebox';
import { isObject, lookup, problemOfFault } from '../documents/fields';
import { Refusal, type Problem } from '../refusal';

const checks = { app: compile(AppRegistered), model: compile(ModelProfiled) };

const pathOf = (at: number, total: number): string => (total === 1 ? '' : `[${at}]`);

function nameDuplicates(entries: readonly unknown[], problems: Problem[]): void {
  const seen = new Set<unknown>();
  entries.forEach((entry, at) => {
    const name = isObject(entry) ? entry.name : undefined;
    if (name !== undefined && seen.has(name)) {
      problems.push({ field: `[${at}].name`, message: `${JSON.stringify(name)} stands twice in the file; keep one` });
    }
    seen.add(name);
  });
}

/** Puts a shipped profile in the place of its name. */
function withProfile(entry: unknown, path: string, problems: Problem[]): unknown {
  if (!isObject(entry) || typeof entry.profile !== 'string') return entry;
  const shipped = lookup(shippedProfiles, entry.profile);
  if (shipped) return { ...entry, profile: shipped };
  const known = Object.keys(shippedProfiles).join(', ');
  problems.push({
    field: `${path}.profile`.replace(/^\./, ''),
    message: `no shipped profile has that name; known are ${known}`,
  });
  return { ...entry, profile: Object.values(shippedProfiles)[0] };
}

function checkAll<T extends TSchema>(
  entries: readonly unknown[],
  validator: Validator<T>,
  problems: Problem[],
): Static<T>[] {
  return entries.flatMap((entry, at) => {
    const reading = readValue(validator, entry);
    if ('value' in reading) return [reading.value];
    problems.push(...reading.faults.map((fault) => problemOfFault(fault, pathOf(at, entries.length))));
    return [];
  });
}

/** @throws Refusal that names every fault of every entry; nothing may be written before this returns. */
export function parseModels(entries: readonly unknown[], name: string): ModelProfiled[] {
  const problems: Problem[] = [];
  const filled = entries.map((entry, at) => withProfile(entry, pathOf(at, entries.length), problems));
  const models = checkAll(filled, checks.model, problems);
  for (const { name: model, profile } of models) {
    const fault = profileFault(profile);
    if (fault !== null) problems.push(problemOfFault(fault, `${model}.profile`));
  }
  nameDuplicates(entries, problems);
  if (problems.length > 0) throw new Refusal(`${name}: no model was registered.`, problems);
  return models;
}

/**
 * @param models Names of the models that are registered.
 * @throws Refusal that names every fault of every entry; nothing may be written before this returns.
 */
export function parseApps(entries: readonly unknown[], name: string, models: readonly string[]): AppRegistered[] {
  const problems: Problem[] = [];
  const apps = checkAll(entries, checks.app, problems);
  nameDuplicates(entries, problems);
  apps.forEach((app) => {
    const fault = appFault(app);
    if (fault !== null) problems.push({ field: `${app.name}.${fault.field}`, message: fault.message });
  });
  apps.forEach((app) => {
    if (models.includes(app.model)) return;
    const known = models.length > 0 ? `registered are ${models.join(', ')}` : 'no model is registered';
    problems.push({
      field: `${app.name}.model`,
      message: `model "${app.model}" is not registered (${known}); register it with \`harmonybatch models apply\``,
    });
  });
  if (problems.length > 0) throw new Refusal(`${name}: no app was registered.`, problems);
  return apps;
}

export type Change = 'created' | 'changed' | 'unchanged';

/** What applying `wanted` does to what is registered; entries are told apart by name. */
export const changesOf = <Entry extends { readonly name: string }>(
  wanted: readonly Entry[],
  registered: { get(name: string): Entry | undefined },
): { entry: Entry; change: Change }[] =>
  wanted.map((entry) => {
    const before = registered.get(entry.name);
    if (before === undefined) return { entry, change: 'created' };
    return { entry, change: isDeepStrictEqual(before, entry) ? 'unchanged' : 'changed' };
  });

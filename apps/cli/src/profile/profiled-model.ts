import { ModelProfiled, compile, readValue } from '@harmonybatch/contracts';
import { Type, type Static } from '@sinclair/typebox';
import type { CommandContext } from '../context';
import { readEntries } from '../documents/documents';
import { isObject, problemOfFault } from '../documents/fields';
import { Refusal } from '../refusal';
import { withRegistry } from '../registry/registry-session';

const UnprofiledModel = Type.Omit(ModelProfiled, ['profile'], { $id: 'UnprofiledModel', additionalProperties: false });
const check = compile(UnprofiledModel);

/** A model as it is registered, but for its profile. */
export type UnprofiledModel = Static<typeof UnprofiledModel>;

/** A model to be profiled, with the profile that it had, if any. */
export interface ModelToProfile {
  readonly model: UnprofiledModel;
  readonly before?: ModelProfiled['profile'];
}

/**
 * The model of that name in a file as `models apply` takes it, where its profile may be missing.
 * @throws Refusal that names what is wrong with it
 */
export function modelInFile(name: string, file: string): ModelToProfile {
  const entries = readEntries(file).filter(isObject);
  const entry = entries.find((one) => one.name === name);
  if (entry === undefined) {
    const names = entries.map((one) => String(one.name)).join(', ');
    throw new Refusal(`${file} holds no model ${name}; it holds ${names || 'none'}.`);
  }
  const { profile: _, ...rest } = entry;
  const reading = readValue(check, rest);
  if ('value' in reading) return { model: reading.value };
  throw new Refusal(
    `${file}: ${name} cannot be profiled.`,
    reading.faults.map((fault) => problemOfFault(fault, '')),
  );
}

/** The registered model of that name. @throws Refusal where none is, or no system is found */
export async function registeredModel(name: string, context: CommandContext): Promise<ModelToProfile> {
  const models = await withRegistry(context, async ({ views }) => views.models);
  const found = models.get(name);
  if (found === undefined) {
    const hint = `Registered: ${models.names().join(', ') || 'none'}. A model that is not registered yet is read with --file.`;
    throw new Refusal(`No model ${name} is registered.`, [], hint);
  }
  const { profile, ...model } = found;
  return { model, before: profile };
}

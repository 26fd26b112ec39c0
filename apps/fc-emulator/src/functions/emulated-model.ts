import { ModelProfileSchema, compile } from '@harmonybatch/contracts';
import { profileFault, shippedProfiles, type ModelProfile } from '@harmonybatch/model';
import { ApiError } from '../http/api-error';

/** Environment variables of a function that say which model its container pretends to be. */
export const modelVariable = 'HARMONYBATCH_MODEL';
export const profileVariable = 'HARMONYBATCH_PROFILE';

const profileSchema = compile(ModelProfileSchema);

/**
 * The latency profile of a function: `HARMONYBATCH_PROFILE` (JSON) where given, else the shipped one that
 * `HARMONYBATCH_MODEL` names. Throws InvalidArgument: without a profile the emulator cannot know how long a batch takes.
 */
export function emulatedModel(env: Readonly<Record<string, string>>): ModelProfile {
  const json = env[profileVariable];
  if (json !== undefined) return parseProfile(json);
  const name = env[modelVariable] ?? '';
  const profile = Object.hasOwn(shippedProfiles, name) ? shippedProfiles[name] : undefined;
  if (profile !== undefined) return profile;
  const names = Object.keys(shippedProfiles).join(', ');
  throw new ApiError(
    'InvalidArgument',
    `environmentVariables: the emulator needs ${modelVariable} (one of ${names}) or ${profileVariable} (a profile as JSON)`,
  );
}

function parseProfile(json: string): ModelProfile {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new ApiError('InvalidArgument', `environmentVariables: ${profileVariable} is not JSON`);
  }
  const fault = profileSchema.check(value) ? profileFault(value) : profileSchema.explain(value)[0];
  if (fault == null) return value as ModelProfile;
  throw new ApiError('InvalidArgument', `environmentVariables: ${profileVariable} ${fault.field}: ${fault.message}`);
}

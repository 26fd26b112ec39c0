import type { AppDemand } from '@harmonybatch/planning';
import type { EvaluatedModel, Setting } from '../context';
import { planWith } from '../compare';

const million = 1e6;

/** Cost of a million requests of one app on the best CPU and on the best GPU function; null where there is none. */
export function bestByKind(
  model: EvaluatedModel,
  setting: Setting,
  app: AppDemand,
): { readonly cpu: number | null; readonly gpu: number | null } {
  const { cpu, gpu } = model.profile;
  const costOf = (profile: EvaluatedModel['profile']): number | null => {
    const cost = planWith('exact', { ...model, profile }, setting, [app])?.expected.costPerRequest;
    return cost === undefined ? null : cost * million;
  };
  return {
    cpu: cpu === undefined ? null : costOf(profileOnly(model, 'cpu')),
    gpu: gpu === undefined ? null : costOf(profileOnly(model, 'gpu')),
  };
}

const only = new WeakMap<
  EvaluatedModel['profile'],
  { cpu: EvaluatedModel['profile']; gpu: EvaluatedModel['profile'] }
>();

/** The profile's one half; the same object every time, so that what is known of it is found again. */
function profileOnly({ profile }: EvaluatedModel, kind: 'cpu' | 'gpu'): EvaluatedModel['profile'] {
  const known = only.get(profile) ?? {
    cpu: { cpu: profile.cpu },
    gpu: { gpu: profile.gpu },
  };
  only.set(profile, known);
  return known[kind];
}

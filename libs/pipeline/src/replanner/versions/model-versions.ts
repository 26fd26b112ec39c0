import { limits, ModelDeployed, modelVersionOf, type ModelProfiled } from '@harmonybatch/contracts';
import { StateView } from '../../registry/state-view';

const maxModels = 1_000;

/** The states of models that plans were made with, as read from `model.deployed`. */
export class ModelVersions extends StateView<typeof ModelDeployed> {
  constructor() {
    super(ModelDeployed, ({ model }) => model, faultOf, maxModels, limits.maxVersionsBytes);
  }

  /** What was registered when it was that version; undefined where that is not known any more. */
  stateOf(model: string, modelVersion: string): ModelProfiled | undefined {
    return this.get(model)?.versions.find((version) => version.modelVersion === modelVersion)?.registered;
  }
}

/** Functions are made from it: it has to be what its version says. */
function faultOf({ model, versions }: ModelDeployed): string | null {
  const wrong = versions.findIndex(
    ({ modelVersion, registered }) => registered.name !== model || modelVersionOf(registered) !== modelVersion,
  );
  return wrong < 0 ? null : `/versions/${wrong}: it is not version ${versions[wrong]!.modelVersion} of ${model}`;
}

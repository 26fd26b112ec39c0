import { CalibrationChanged, modelVersionOf, type ModelProfiled } from '@harmonybatch/contracts';
import { uncalibrated, type ProfileFactors } from '@harmonybatch/model';
import { StateView } from '../registry/state-view';

const maxModels = 1_000;
const maxBytes = 64 * 1024;

/** How the profiles of models are corrected, as read from `calibration.changed`. */
export class CalibrationRegistry extends StateView<typeof CalibrationChanged> {
  constructor() {
    super(
      CalibrationChanged,
      ({ model }) => model,
      () => null,
      maxModels,
      maxBytes,
    );
  }

  /** What corrects this state of a model; undefined where nothing does. */
  of(model: ModelProfiled): CalibrationChanged | undefined {
    const found = this.get(model.name);
    return found !== undefined && found.modelVersion === modelVersionOf(model) ? found : undefined;
  }

  factorsOf(model: ModelProfiled): ProfileFactors {
    const { cpu, gpu, tails }: ProfileFactors = this.of(model) ?? uncalibrated;
    return tails === undefined ? { cpu, gpu } : { cpu, gpu, tails };
  }
}

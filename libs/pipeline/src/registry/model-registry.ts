import { ModelProfiled } from '@harmonybatch/contracts';
import { profileFault } from '@harmonybatch/model';
import { StateView } from './state-view';

const maxModels = 1_000;
const maxBytes = 1024 * 1024;

/** The registered models, as read from `model.profiled`. */
export class ModelRegistry extends StateView<typeof ModelProfiled> {
  constructor() {
    super(ModelProfiled, (model) => model.name, faultOf, maxModels, maxBytes);
  }
}

/** What a schema cannot say of a profile. */
function faultOf({ profile }: ModelProfiled): string | null {
  const fault = profileFault(profile);
  return fault === null ? null : `/profile${fault.field}: ${fault.message}`;
}

import { AppRegistered, limits } from '@harmonybatch/contracts';
import { StateView } from './state-view';

/** The registered apps, as read from `app.registered`. */
export class AppRegistry extends StateView<typeof AppRegistered> {
  constructor() {
    super(
      AppRegistered,
      (app) => app.name,
      () => null,
      limits.maxApps,
    );
  }

  /** The apps that call a model. */
  ofModel(model: string): AppRegistered[] {
    return this.values().filter((app) => app.model === model);
  }
}

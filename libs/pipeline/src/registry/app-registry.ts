import { AppRegistered, appFault, limits } from '@harmonybatch/contracts';
import { NameHints } from './name-hints';
import { StateView } from './state-view';

const maxBytes = 64 * 1024;

/** The registered apps, as read from `app.registered`. */
export class AppRegistry extends StateView<typeof AppRegistered> {
  private readonly hints = new NameHints();
  private readonly byModel = new Map<string, Map<string, AppRegistered>>();

  constructor() {
    super(AppRegistered, (app) => app.name, faultOf, limits.maxApps, maxBytes);
    this.onChange((name, before, after) => {
      if (before === undefined && after !== undefined) this.hints.add(name);
      if (before !== undefined && after === undefined) this.hints.remove(name);
      if (before !== undefined) this.removeFromModel(before.model, name);
      if (after !== undefined) this.addToModel(after.model, after);
    });
  }

  /** The registered app whose name is nearly `name`, which is none; null where none is, or too many are asked for now. */
  nearestName(name: string, nowMs: number): string | null {
    return this.hints.nearest(name, nowMs);
  }

  /** The apps that call a model. */
  ofModel(model: string): AppRegistered[] {
    return [...(this.byModel.get(model)?.values() ?? [])];
  }

  private removeFromModel(model: string, name: string): void {
    const apps = this.byModel.get(model);
    apps?.delete(name);
    if (apps?.size === 0) this.byModel.delete(model);
  }

  private addToModel(model: string, app: AppRegistered): void {
    const apps = this.byModel.get(model) ?? new Map<string, AppRegistered>();
    this.byModel.set(model, apps.set(app.name, app));
  }
}

function faultOf(app: AppRegistered): string | null {
  const fault = appFault(app);
  return fault === null ? null : `/${fault.field}: ${fault.message}`;
}

import type { RegistryViews } from '../registry/registry-views';
import { plainText } from './plain-text';
import type { Style } from './terminal';

/** Why the plans that these models need could not be made; nothing where all could. */
export const planningFaults = (models: readonly string[], views: RegistryViews, style: Style): string =>
  models
    .flatMap((model) => {
      const reason = views.planningFault(model);
      const before = views.plans.planOf(model) !== undefined ? '; the plan before stays in force' : '';
      return reason === undefined
        ? []
        : [`  ${style.red('✗')} the plan that ${plainText(model)} needs: ${plainText(reason)}${before}\n`];
    })
    .join('');

import type { LiveState } from '../registry/live-state';
import { plainText } from './plain-text';
import type { Style } from './terminal';

/** Why the plans that these models need could not be made; nothing where all could. */
export const planningFaults = (models: readonly string[], live: LiveState, style: Style): string =>
  models
    .flatMap((model) => {
      const reason = live.planningFault(model);
      const before = live.plans.has(model) ? '; the plan before stays in force' : '';
      return reason === undefined
        ? []
        : [`  ${style.red('✗')} the plan that ${plainText(model)} needs: ${plainText(reason)}${before}\n`];
    })
    .join('');

import type { WhatIf, WhatIfAnswer } from '@harmonybatch/console-api';
import type { CallError } from '../../api/call';
import { useCall } from '../../api/use-call';

/** How far an answer has come; planned: there will be no simulation. */
export type WhatIfStage = 'planning' | 'simulating' | 'simulated' | 'planned';

interface WhatIfState {
  /** The plan alone until it is simulated; that of the question before, while this one is planned. */
  readonly data: WhatIfAnswer | undefined;
  readonly error: CallError | null;
  readonly stage: WhatIfStage;
}

const holdsMs = Number.POSITIVE_INFINITY;

/** Asks for the plan first, which is there soon, and then for the same with its simulation. */
export function useWhatIf(model: string, body: WhatIf): WhatIfState {
  const plan = useCall('whatIf', { params: { model }, body: { ...body, simulatedSeconds: 0 } }, { holdsMs });
  const isPlanned = plan.data !== undefined && !plan.isPlaceholderData;
  const simulation = useCall('whatIf', { params: { model }, body }, { holdsMs, enabled: isPlanned });
  const whole = isPlanned && !simulation.isPlaceholderData ? simulation.data : undefined;
  if (whole !== undefined)
    return { data: whole, error: null, stage: whole.simulated === null ? 'planned' : 'simulated' };
  return { data: plan.data, error: plan.error ?? simulation.error, stage: isPlanned ? 'simulating' : 'planning' };
}

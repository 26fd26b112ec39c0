import type { Trial } from '../trial';
import { cpuGpuCpu } from './cpu-gpu-cpu';
import { imageMissing } from './image-missing';
import { brokenFunctions } from './lost-functions';
import { firstDay } from './quota';
import { removal } from './removal';
import { slowdown } from './slowdown';
import { tokenExpired } from './token-expired';
import { wayReserve } from './way-reserve';

/** Every trial by its name. */
export const trials: Readonly<Record<string, Trial>> = {
  'quota-8': firstDay,
  'token-expired': tokenExpired,
  deleted: brokenFunctions('every function of the plan is deleted under traffic', { lost: true }),
  failed: brokenFunctions('every function of the plan is Failed under traffic', {
    state: 'Failed',
    reason: 'the image was overwritten',
  }),
  inactive: brokenFunctions('every function of the plan is Inactive under traffic', { state: 'Inactive' }),
  'image-missing': imageMissing,
  removal,
  'cpu-gpu-cpu': cpuGpuCpu,
  slowdown,
  'way-reserve': wayReserve,
};

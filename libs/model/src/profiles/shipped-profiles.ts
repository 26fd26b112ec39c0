import type { ModelProfile } from '../latency/model-profile';
import { bert } from './bert';
import { gpt2 } from './gpt2';
import { vgg19 } from './vgg19';
import { videomae } from './videomae';

/** The profiles that ship with the project, by model name. */
export const shippedProfiles: Readonly<Record<string, ModelProfile>> = { bert, gpt2, vgg19, videomae };

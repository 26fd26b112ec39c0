import type { GroupRoute } from '@harmonybatch/contracts';
import type { FunctionCodec } from './function-codec';
import { JsonCodec } from './json-codec';
import { OpenInferenceCodec } from './open-inference/open-inference-codec';

const codecs = {
  harmonybatch: new JsonCodec(),
  'open-inference-v2': new OpenInferenceCodec(),
};

/** What the functions of a group speak. */
export const codecOfRoute = ({ call }: Pick<GroupRoute, 'call'>): FunctionCodec =>
  codecs[call?.protocol ?? 'harmonybatch'];

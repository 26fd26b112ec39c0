import type { ModelProfiled } from './messages/model-profiled';
import type { FunctionCall } from './schema/function-call';

/** How functions are called whose model says nothing else. */
export const defaultCall: FunctionCall = { protocol: 'harmonybatch', path: '/invoke' };

/** How the functions of a model are called; undefined for the default, so that its plans say no more than they ever did. */
export function functionCallOf({
  name,
  protocol = defaultCall.protocol,
  path = defaultPath(protocol, name),
}: Pick<ModelProfiled, 'name' | 'protocol' | 'path'>): FunctionCall | undefined {
  const isDefault = protocol === defaultCall.protocol && path === defaultCall.path;
  return isDefault ? undefined : { protocol, path };
}

const defaultPath = (protocol: FunctionCall['protocol'], model: string): string =>
  protocol === 'open-inference-v2' ? `/v2/models/${model}/infer` : defaultCall.path;

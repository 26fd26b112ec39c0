import type { RouteName } from '@harmonybatch/console-api';
import { urlOf, type CallInput } from '../api/call';
import type { CopyForm } from './copy-as';

/** The same figures for a program: the call that the page makes. */
export function curlOf<Name extends RouteName>(name: Name, input: CallInput<Name> = {}): CopyForm {
  return { name: 'curl', text: `curl -s '${location.origin}${urlOf(name, input)}'` };
}

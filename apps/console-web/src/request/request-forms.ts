import type { RequestPage } from '@harmonybatch/console-api';
import type { CopyForm } from '../copy-as/copy-as';
import { curlOf } from '../copy-as/forms';

/** A text within single quotes of a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The same request elsewhere. */
export function requestForms({ request, traceparent }: RequestPage): readonly CopyForm[] {
  const traceId = traceparent?.split('-')[1];
  return [
    {
      name: 'kcat',
      text: `kcat -C -b "$(harmonybatch brokers)" -t inference.completed -o s@${Math.floor(request.arrivedAtMs)} -e -q -f '%h %s\\n' | grep -F ${quoted(`hb-id=${request.id}`)}`,
    },
    ...(traceId === undefined ? [] : [{ name: 'Trace id', text: traceId }]),
    { name: 'Identity', text: request.identity },
    curlOf('request', { params: { identity: request.identity } }),
  ];
}

import type { CopyForm } from '../copy-as/copy-as';
import { curlOf } from '../copy-as/forms';
import type { DeadLettersSearch } from '../search/links';

/** The same letters elsewhere. */
export function letterForms({ topic, code, sinceMs }: DeadLettersSearch): readonly CopyForm[] {
  const options = [
    ...(topic === undefined ? [] : [`--topic ${topic}`]),
    ...(code === undefined ? [] : [`--code ${code}`]),
    ...(sinceMs === undefined ? [] : [`--since ${Math.ceil((Date.now() - sinceMs) / 60_000)}m`]),
  ];
  const query = {
    ...(topic === undefined ? {} : { topic }),
    ...(code === undefined ? {} : { code }),
    ...(sinceMs === undefined ? {} : { sinceMs }),
  };
  return [
    { name: 'CLI', text: ['harmonybatch dead-letters list', ...options].join(' ') },
    { name: 'PromQL', text: 'sum by (code) (rate(harmonybatch_dead_letters_total[5m]))' },
    curlOf('deadLetters', { query }),
  ];
}

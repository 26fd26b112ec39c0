import type { InboundRecord, StageEvents } from '@harmonybatch/ports';

/**
 * Says that a record was not taken in.
 * @param fault what is wrong with it; null where nothing is, and nothing is said
 */
export function reportIgnored(
  events: Pick<StageEvents, 'error'>,
  { topic, key, offset }: Pick<InboundRecord, 'topic' | 'key' | 'offset'>,
  fault: string | null,
): void {
  if (fault !== null) events.error('a record was ignored', fault, { topic, key, offset });
}

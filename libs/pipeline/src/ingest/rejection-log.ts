import { limits, type InferenceCompleted } from '@harmonybatch/contracts';
import type { InboundRecord, StageEvents } from '@harmonybatch/ports';
import { sanitizedText } from '../records/sanitized-text';

/**
 * Says in the log why a request was rejected, as its outcome does. Each code has a text of its own, and lines are bounded by their text:
 * an app that is refused a thousand times a second leaves out no line of another code.
 */
export function logRejection(
  events: StageEvents,
  { partition, offset }: Pick<InboundRecord, 'partition' | 'offset'>,
  { app, id, error }: InferenceCompleted,
): void {
  if (error === undefined) return;
  const { code, message: reason } = error;
  events.warn(`a request was refused: ${code}`, {
    app: sanitizedText(app, limits.maxNameLength),
    requestId: sanitizedText(id, limits.maxIdLength),
    code,
    reason,
    partition,
    offset,
  });
}

import type { OutcomeEnvelope } from '../reading/outcome-envelope';

/** A request of a batch, with how long its plan lets it wait, ms; null where that is not known. */
export interface BatchMember {
  readonly app: string;
  readonly arrivedAtMs: number;
  readonly timeoutMs: number | null;
}

/**
 * Why a batch left, in a sentence.
 * @param maxSize of the group by the plan of the batch; null where that is not kept
 * @param members those requests of it that are kept
 */
export function becauseOf(
  { size, reason }: NonNullable<OutcomeEnvelope['batch']>,
  maxSize: number | null,
  members: readonly BatchMember[],
): string {
  if (reason === 'size')
    return maxSize === null || size === maxSize
      ? `It was full: ${size} of ${size}.`
      : `It was full, by number (${maxSize}) or by bytes; ${size} of it ran.`;
  if (reason === 'late') return 'It came too late to wait for others.';
  if (reason === 'unplanned') return 'No plan served its app in time.';
  const [first] = members
    .filter((member): member is BatchMember & { timeoutMs: number } => member.timeoutMs !== null)
    .sort((one, other) => one.arrivedAtMs + one.timeoutMs - other.arrivedAtMs - other.timeoutMs);
  const room = maxSize === null ? '' : `, with ${size} of ${maxSize} in it`;
  if (first === undefined) return `The earliest deadline of its requests came${room}.`;
  return `The deadline of app ${first.app} came: ${Math.round(first.timeoutMs)} ms after it arrived${room}.`;
}

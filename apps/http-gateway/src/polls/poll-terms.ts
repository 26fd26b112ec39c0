import { limits } from '@harmonybatch/contracts';
import { invalidRequest } from '../protocol/invalid-request';
import { OutputForms } from '../tensors/output-forms';
import { allParameter } from '../tensors/output-forms';

/** What a request that was accepted is asked for by. It travels in the location, for any replica answers, and none keeps what others took. */
export interface PollTerms {
  /** Until when its outcome is to be expected, epoch ms: after that it will have none. */
  readonly untilMs: number;
  /** Which outputs go back as bytes. */
  readonly forms: OutputForms;
}

/** Names of the query of a location. */
export const pollQuery = { until: 'until', allBinary: allParameter, except: 'except' } as const;
/** Longest query: browsers and proxies take no more for sure. */
const maxQueryLength = 2_000;
/** By how much clocks of gateways may differ, ms. */
const clockSkewMs = 60_000;
const time = /^\d{1,15}$/;
const hint = 'Ask for what the header location of the 202 says, as it is.';

/**
 * Where the answer to a request is asked for.
 * @throws Refusal with status 400 where a location cannot say that
 */
export function locationOf(model: string, id: string, { untilMs, forms }: PollTerms): string {
  if (id === '.' || id === '..')
    throw invalidRequest('/id', 'it means another place in a location', 'Take another id, or wait for the answer.');
  const query = new URLSearchParams({ [pollQuery.until]: String(Math.ceil(untilMs)) });
  if (forms.allBinary) query.set(pollQuery.allBinary, 'true');
  for (const name of forms.exceptions) query.append(pollQuery.except, name);
  const text = String(query);
  if (text.length > maxQueryLength)
    throw invalidRequest('/outputs', 'a location cannot name so many', 'Ask for all of them in one form.');
  return `/v2/models/${encodeURIComponent(model)}/requests/${encodeURIComponent(id)}?${text}`;
}

/**
 * Reads the query of a location; without `until` nothing more is expected.
 * @throws Refusal with status 400
 */
export function pollTermsOf(query: URLSearchParams, nowMs: number, graceMs: number): PollTerms {
  const until = query.get(pollQuery.until) ?? '0';
  const untilMs = time.test(until) ? Number(until) : Infinity;
  if (untilMs > nowMs + limits.maxSloMs + graceMs + clockSkewMs)
    throw invalidRequest(pollQuery.until, 'it is no time by which a request has its outcome', hint);
  const forms = new OutputForms(query.get(pollQuery.allBinary) === 'true', new Set(query.getAll(pollQuery.except)));
  return { untilMs, forms };
}

import type { IncomingHttpHeaders } from 'node:http';
import { limits } from '@harmonybatch/contracts';

/** Headers that say within how many ms an answer is of use; the first that says so counts. */
export const sloHeaders = ['hb-slo-ms', 'x-llm-d-slo-ttft-ms'] as const;
/** The parameter of a request that says the same, ms. */
export const sloParameter = 'slo_ms';
/** Triton's parameter, which its clients call `timeout`, µs. */
export const timeoutParameter = 'timeout';

const usPerMs = 1000;
const decimal = /^\d{1,15}(?:\.\d{1,15})?$/;

/**
 * The SLO that a call asks for itself, ms. Undefined where it says nothing that can be one: then the SLO of its app holds, so that no
 * slip of a client makes a request more urgent than others, and none less urgent than its app.
 * @param parameters of the request, each as JSON
 */
export function askedSloMs(headers: IncomingHttpHeaders, parameters: ReadonlyMap<string, string>): number | undefined {
  const said = [
    numberOf(parameters.get(sloParameter)),
    scaled(numberOf(parameters.get(timeoutParameter))),
    ...sloHeaders.map((name) => numberOf(headers[name])),
  ];
  return said.find((sloMs) => sloMs !== undefined && sloMs > 0 && sloMs <= limits.maxSloMs);
}

const scaled = (us: number | undefined): number | undefined => (us === undefined ? undefined : us / usPerMs);

const numberOf = (text: string | string[] | undefined): number | undefined =>
  typeof text === 'string' && decimal.test(text) ? Number(text) : undefined;

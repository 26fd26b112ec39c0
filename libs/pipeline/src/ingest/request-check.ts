import { compile, errorCodes, InferenceRequested, type AppRegistered } from '@harmonybatch/contracts';
import type { PlanBoard } from '../registry/plan-board';
import type { AppRegistry } from '../registry/app-registry';
import type { Refusal } from './decision';
import type { ModelRegistry } from '../registry/model-registry';
import type { IngestConfig } from './ingest-config';
import { nearestName } from './nearest-name';
import { portabilityFault } from '../records/portable-json';

const maxFieldLength = 256;
const validator = compile(InferenceRequested);

/** What ingest knows of the world. */
export interface IngestView {
  readonly apps: AppRegistry;
  readonly board: PlanBoard;
  /** Where given, a model's own limit on the size of an item is heeded too. */
  readonly models?: ModelRegistry;
}

export type RequestCheck =
  | { readonly ok: true; readonly request: InferenceRequested; readonly app: AppRegistered }
  | { readonly ok: false; readonly refusal: Refusal };

/** Checks a request, the cheap and certain things first. */
export function checkRequest(value: unknown, view: IngestView, config: IngestConfig): RequestCheck {
  const unportable = portabilityRefusal(value);
  if (unportable !== null) return { ok: false, refusal: unportable };
  if (!validator.check(value)) return { ok: false, refusal: schemaRefusal(value) };
  const content = contentRefusal(value);
  if (content !== null) return { ok: false, refusal: content };
  const app = view.apps.get(value.app);
  if (app === undefined) return { ok: false, refusal: unknownApp(value.app, view.apps.names()) };
  const refusal = servedRefusal(app, view.board) ?? sizeRefusal(value, app, view, config);
  return refusal === null ? { ok: true, request: value, app } : { ok: false, refusal };
}

/** Comes first: values that cannot be written as JSON cannot be explained, measured or passed on either. */
function portabilityRefusal(value: unknown): Refusal | null {
  const fault = portabilityFault(value);
  if (fault === null) return null;
  return {
    code: 'invalid',
    field: fault.field,
    message: `${fault.field.slice(0, maxFieldLength)}: ${fault.message}`,
    hint: 'Encode such inputs as bytes (base64 with a contentType), or send a dataref.',
  };
}

function schemaRefusal(value: unknown): Refusal {
  const [fault] = validator.explain(value);
  const { field, message } = fault ?? { field: '/', message: errorCodes.invalid.meaning };
  return {
    code: 'invalid',
    field,
    message: `${field}: ${message}`,
    hint: 'A request is {"app", "inputs" or "dataref", "id"?, "sloMs"?, "parameters"?, "contentType"?}; see docs/asyncapi.json.',
  };
}

function contentRefusal({ inputs, dataref }: InferenceRequested): Refusal | null {
  if (inputs !== undefined && dataref === undefined) return null;
  if (inputs === undefined && dataref !== undefined) return null;
  const both = inputs !== undefined;
  return {
    code: 'invalid',
    field: both ? '/dataref' : '/inputs',
    message: both ? 'inputs and dataref are both given' : 'there are no inputs and no dataref',
    hint: 'Give exactly one: inputs inline, or a dataref URL that the function fetches.',
  };
}

function unknownApp(name: string, known: readonly string[]): Refusal {
  const nearest = nearestName(name, known);
  const register = 'Register it with "harmonybatch apps apply FILE".';
  return {
    code: 'unknown_app',
    field: '/app',
    message: `no app is registered as "${name}"`,
    hint: nearest === null ? register : `Did you mean "${nearest}"? ${register}`,
  };
}

function servedRefusal(app: AppRegistered, board: PlanBoard): Refusal | null {
  const unservable = board.unservable(app.model, app.name);
  if (unservable === undefined || unservable.sloMs !== app.sloMs) return null;
  return {
    code: 'slo_unattainable',
    field: '/app',
    message: unservable.message,
    hint:
      unservable.tightestSloMs === null
        ? `Register model ${app.model} with a profile that a function can run.`
        : `Register the app with an SLO of at least ${unservable.tightestSloMs} ms.`,
  };
}

function sizeRefusal(
  request: InferenceRequested,
  app: AppRegistered,
  view: IngestView,
  config: IngestConfig,
): Refusal | null {
  const modelBytes = view.models?.get(app.model)?.maxItemBytes ?? Infinity;
  return (
    tooLarge('inputs', request.inputs, Math.min(config.maxInlineBytes, modelBytes)) ??
    tooLarge('parameters', request.parameters, config.maxParametersBytes)
  );
}

function tooLarge(name: 'inputs' | 'parameters', value: unknown, mostBytes: number): Refusal | null {
  if (value === undefined) return null;
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes <= mostBytes) return null;
  return {
    code: 'too_large',
    field: `/${name}`,
    message: `${name} take ${bytes} bytes of JSON; at most ${mostBytes} are carried inline`,
    hint: 'Store the inputs where the function can fetch them and send the URL as dataref.',
  };
}

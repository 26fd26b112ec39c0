import { compile, errorCodes, RequestedFields, type AppRegistered } from '@harmonybatch/contracts';
import type { AppRegistry } from '../registry/app-registry';
import type { KeyRegistry } from '../registry/key-registry';
import type { ModelRegistry } from '../registry/model-registry';
import type { PlanBoard } from '../registry/plan-board';
import type { Refusal } from './decision';
import type { IngestOptions } from './ingest-options';
import { payloadRefusal } from './payload-check';
import type { SentRequest } from './sent-request';
import { unservableRefusal } from './slo-check';

const maxFieldLength = 256;
const validator = compile(RequestedFields);

/** What ingest knows of the world. */
export interface IngestView {
  readonly apps: AppRegistry;
  readonly board: PlanBoard;
  /** Where given, requests of apps that have keys must be signed. */
  readonly keys?: KeyRegistry;
  /** Where given, a model's own limit on the size of an item is heeded too. */
  readonly models?: ModelRegistry;
}

export type RequestCheck =
  | { readonly ok: true; readonly fields: RequestedFields; readonly app: AppRegistered }
  | { readonly ok: false; readonly refusal: Refusal };

/** Checks a request, the cheap and certain things first. A refusal costs no more than an acceptance. */
export function checkRequest(sent: SentRequest, view: IngestView, config: IngestOptions, nowMs: number): RequestCheck {
  if (sent.fault !== null) return { ok: false, refusal: notCarried(sent.fault.field, sent.fault.message) };
  const { fields } = sent;
  if (!validator.check(fields)) return { ok: false, refusal: schemaRefusal(fields) };
  const content = contentRefusal(sent);
  if (content !== null) return { ok: false, refusal: content };
  const app = view.apps.get(fields.app);
  if (app === undefined)
    return { ok: false, refusal: unknownApp(fields.app, view.apps.nearestName(fields.app, nowMs)) };
  const maxItemBytes = view.models?.get(app.model)?.maxItemBytes;
  const refusal = unservableRefusal(app, view.board) ?? payloadRefusal(sent, app, maxItemBytes, config);
  return refusal === null ? { ok: true, fields, app } : { ok: false, refusal };
}

/** Of what cannot be carried as JSON. */
const notCarried = (field: string, message: string): Refusal => ({
  code: 'invalid',
  field,
  message: `${field.slice(0, maxFieldLength)}: ${message}`,
  hint: 'Encode such inputs as bytes (base64 with a contentType), or send a dataref.',
});

function schemaRefusal(fields: SentRequest['fields']): Refusal {
  const [fault] = validator.explain(fields);
  const { field, message } = fault ?? { field: '/', message: errorCodes.invalid.meaning };
  return {
    code: 'invalid',
    field,
    message: `${field}: ${message}`,
    hint: 'A request is {"app", "inputs" or "dataref", "id"?, "sloMs"?, "parameters"?, "contentType"?}; see docs/asyncapi.json.',
  };
}

function contentRefusal({ inputs, fields: { dataref } }: SentRequest): Refusal | null {
  if ((inputs === undefined) !== (dataref === undefined)) return null;
  const both = inputs !== undefined;
  return {
    code: 'invalid',
    field: both ? '/dataref' : '/inputs',
    message: both ? 'inputs and dataref are both given' : 'there are no inputs and no dataref',
    hint: 'Give exactly one: inputs inline, or a dataref URL that the function fetches.',
  };
}

function unknownApp(name: string, nearest: string | null): Refusal {
  const register = 'Register it with "harmonybatch apps apply FILE".';
  return {
    code: 'unknown_app',
    field: '/app',
    message: `no app is registered as "${name}"`,
    hint: nearest === null ? register : `Did you mean "${nearest}"? ${register}`,
  };
}

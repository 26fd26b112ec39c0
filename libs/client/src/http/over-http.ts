import { apiKeyOf } from '../api-key-option';
import type { InferenceClient } from '../inference-client';
import { InferenceError } from '../inference-error';
import { RepeatingClient, type ClientOptions } from '../repeating-client';
import { HttpTransport } from './http-transport';

export interface HttpClientOptions extends ClientOptions {
  /** Of the gateway: `http://host:port`, or https. */
  readonly url: string;
  /** Name that the app is registered under. */
  readonly app: string;
  /** The app's model. */
  readonly model: string;
  /** Version of the model that has to answer; absent: the one that serves. */
  readonly version?: string;
  /** Key that `harmonybatch keys create` printed; the gateway signs with it. Needed by an app that has one; to be sent by https alone. */
  readonly apiKey?: string;
}

/**
 * A client over HTTP: `POST /v2/models/{model}/infer`, version 2 of the Open Inference Protocol. Inputs are its tensors.
 * @throws InferenceError `invalid` of options that are wrong
 */
export function overHttp(options: HttpClientOptions): InferenceClient {
  const { url, app, model, version, apiKey, ...rest } = options;
  const key = apiKey === undefined ? undefined : apiKeyOf(apiKey).text;
  return new RepeatingClient(new HttpTransport({ url: urlOf(url), app, model, version, apiKey: key }), rest);
}

function urlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain = url?.search === '' && url.hash === '' && url.username === '' && url.password === '';
  if (url !== null && isPlain && (url.protocol === 'http:' || url.protocol === 'https:'))
    return url.href.replace(/\/+$/, '');
  throw new InferenceError('invalid', 'url: it is none of a gateway', {
    field: '/url',
    hint: 'Give http://host:port or https://host:port, and a path where the gateway has one.',
  });
}

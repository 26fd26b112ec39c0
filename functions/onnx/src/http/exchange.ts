import type { IncomingMessage } from 'node:http';
import type { Instance } from '../instance/instance';
import type { Log } from '../instance/log';
import type { ModelManifest } from '../model/manifest';
import type { OnnxModel } from '../model/onnx-model';

/** What the routes work with. */
export interface ServerContext {
  readonly instance: Instance<OnnxModel>;
  readonly manifest: ModelManifest;
  readonly log: Log;
  readonly maxBodyBytes: number;
}

/** A request on its way to a route. */
export interface Exchange {
  readonly request: IncomingMessage;
  /** The platform's name for it, where it gave one that can be written into a log. */
  readonly requestId: string | undefined;
  /** What the route's pattern caught of the path. */
  readonly captured: readonly string[];
}

export interface Answer {
  readonly status: number;
  /** Sent as JSON. */
  readonly body: unknown;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  handle(exchange: Exchange, context: ServerContext): Promise<Answer>;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });

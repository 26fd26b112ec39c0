import type { Static, TSchema } from '@sinclair/typebox';
import type { Route, RouteName, routes } from '@harmonybatch/console-api';

/** The calls that have one answer; `events` is a stream. */
export type AnsweredRoute = Exclude<RouteName, 'events'>;
type RouteOf<N extends AnsweredRoute> = (typeof routes)[N];

/** A call whose parts are as its route has them. */
export interface Call<N extends AnsweredRoute> {
  readonly params: Static<RouteOf<N>['params']>;
  readonly query: Static<RouteOf<N>['query']>;
  readonly body: RouteOf<N> extends { readonly body: infer B extends TSchema } ? Static<B> : undefined;
  /** Aborts when the client goes away before it was answered. */
  readonly signal: AbortSignal;
}

export type AnswerOf<N extends AnsweredRoute> = Static<RouteOf<N>['answer']>;

/** What answers calls, by their routes. A handler throws a Refusal where there is no answer. */
export type Handlers = {
  readonly [N in AnsweredRoute]: (call: Call<N>) => AnswerOf<N> | Promise<AnswerOf<N>>;
};

/** A part of the handlers; every class of them is listed in `console.module.ts`. */
export interface HandlerGroup {
  readonly handlers: Partial<Handlers>;
}

/** A handler as it is called when its route was found. */
export type AnyHandler = (call: {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly signal: AbortSignal;
}) => unknown;

/** All handlers, by the routes that they answer. */
export class RouteHandlers {
  private constructor(private readonly handlers: ReadonlyMap<string, AnyHandler>) {}

  /** @throws Error where two answer the same route */
  static of(groups: readonly HandlerGroup[]): RouteHandlers {
    const handlers = new Map<string, AnyHandler>();
    for (const [name, handler] of groups.flatMap((group) => Object.entries(group.handlers))) {
      if (handlers.has(name)) throw new Error(`two handlers answer ${name}`);
      handlers.set(name, handler as AnyHandler);
    }
    return new RouteHandlers(handlers);
  }

  get(name: string): AnyHandler | undefined {
    return this.handlers.get(name);
  }
}

export type { Route };

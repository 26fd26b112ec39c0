import { compile, type Validator } from '@harmonybatch/contracts';
import { ConsoleFault, routes, type Route, type RouteName } from '@harmonybatch/console-api';
import { Readiness } from '@harmonybatch/service-kit';
import type { TSchema } from '@sinclair/typebox';
import { ManualClock, RecordedEvents } from '../../../libs/ports/test/fake-ports';
import { ConsolePort } from '../src/console-port';
import { RouteHandlers, type HandlerGroup } from '../src/protocol/call';
import { EventStream } from '../src/protocol/event-stream';

const validators = new Map<string, Validator<TSchema>>(
  (Object.entries(routes) as [RouteName, Route][]).map(([name, { answer }]) => [name, compile(answer)]),
);
const faults = compile(ConsoleFault);

/** What is wrong with an answer by the schema of its call; empty where nothing is. */
export const answerFaults = (name: RouteName, answer: unknown): unknown[] => {
  const validator = validators.get(name)!;
  return validator.check(answer) ? [] : validator.explain(answer);
};

export const isFault = (body: unknown): boolean => faults.check(body);

export interface OpenPort {
  readonly url: string;
  readonly stream: EventStream;
  readonly events: RecordedEvents;
  readonly clock: ManualClock;
  reasons: string[];
  close(): Promise<void>;
}

/** The port of the console on a free port of loopback, with these handlers. */
export async function openPort(
  groups: readonly HandlerGroup[],
  { token, clock = new ManualClock() }: { readonly token?: string; readonly clock?: ManualClock } = {},
): Promise<OpenPort> {
  const stream = new EventStream();
  const events = new RecordedEvents();
  const open = { reasons: [] as string[] };
  const readiness = new Readiness();
  readiness.add(() => open.reasons);
  const config = { host: '127.0.0.1', port: 0, token } as never;
  const port = new ConsolePort(config, RouteHandlers.of(groups), stream, readiness, clock, events);
  await port.open();
  return Object.assign(open, { url: port.url!, stream, events, clock, close: () => port.close() });
}

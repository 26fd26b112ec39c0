import type { StageEvents } from '@harmonybatch/ports';
import { ingestMetrics, sloClassOf, unregistered } from '@harmonybatch/telemetry';
import type { AppRegistry } from '../registry/app-registry';
import type { Decision } from './decision';

/** Counts a request that was read and what was decided of it. Names that nobody registered are no labels. */
export function countDecision(events: StageEvents, apps: Pick<AppRegistry, 'get'>, decision: Decision): void {
  const { app, model } = namesOf(apps, decision);
  events.count(ingestMetrics.received, { model, app });
  if (decision.kind === 'accepted')
    events.count(ingestMetrics.accepted, { model, app, slo_class: sloClassOf(decision.accepted.sloMs) });
  if (decision.kind === 'rejected' && decision.outcome.error)
    events.count(ingestMetrics.rejected, { app, code: decision.outcome.error.code });
}

/** The app of a request and its model, as they are registered. */
export function namesOf(
  apps: Pick<AppRegistry, 'get'>,
  decision: Decision,
): { readonly app: string; readonly model: string } {
  if (decision.kind === 'accepted') return decision.accepted;
  const known = decision.kind === 'rejected' ? apps.get(decision.outcome.app) : undefined;
  return { app: known?.name ?? unregistered, model: known?.model ?? unregistered };
}

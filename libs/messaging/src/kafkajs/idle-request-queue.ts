import { createRequire } from 'node:module';

/** What of kafkajs's request queue is used here; one queue a connection. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
}

const requireHere = createRequire(__filename);

/**
 * kafkajs 2.2.4 looks for pending requests once a millisecond on every connection, forever, because it sets the timer where
 * nothing is pending too: 3,500 timers a second in an idle service. Here the timer is set only where something is pending;
 * whatever becomes pending later sets it itself.
 */
export function quietIdleRequestQueues(): void {
  const { prototype } = requireHere('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function () {
    if (this.pending.length > 0) schedule.call(this);
  };
}

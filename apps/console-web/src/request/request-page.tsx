import type { RequestPage as RequestAnswer } from '@harmonybatch/console-api';
import { getRouteApi } from '@tanstack/react-router';
import { useCall } from '../api/use-call';
import { CopyAs } from '../copy-as/copy-as';
import { Facts } from '../figures/facts';
import { duration, exactTime, money, unknown } from '../figures/format';
import { Page } from '../frame/page';
import { Section } from '../frame/section';
import { lateCauses } from '../requests/late-causes';
import { Outcome } from '../requests/request-columns';
import { links } from '../search/links';
import { PageLink } from '../search/page-link';
import { Answer } from '../states/answer';
import { Batch } from './batch';
import { RequestError } from './request-error';
import { requestForms } from './request-forms';
import { Timeline } from './timeline';

const route = getRouteApi('/requests/$identity');

/** One request: where its time went, its batch and why that left, and what it cost. */
export function RequestPage() {
  const { identity } = route.useParams();
  const page = useCall('request', { params: { identity } });
  const request = page.data?.request;
  return (
    <Page
      title={request === undefined ? 'Request' : request.id}
      tab={request === undefined ? 'Request' : `Request ${request.id}`}
      above={<PageLink href={links.requests()}>Requests</PageLink>}
      lead={
        request === undefined ? undefined : (
          <>
            of <PageLink href={links.app(request.app)}>{request.app}</PageLink>, arrived{' '}
            {exactTime(request.arrivedAtMs)}
          </>
        )
      }
      actions={page.data === undefined ? undefined : <CopyAs forms={requestForms(page.data)} />}
    >
      <Answer of={page} loading="Asking for the request">
        {(data) => (
          <>
            <RequestFacts page={data} />
            {data.error === null ? null : <RequestError error={data.error} />}
            <Section title="Where its time went">
              <Timeline
                stretches={data.timeline}
                deadlineMs={data.deadlineMs === null ? null : data.deadlineMs - data.request.arrivedAtMs}
              />
            </Section>
            <Batch page={data} />
          </>
        )}
      </Answer>
    </Page>
  );
}

function RequestFacts({
  page: { request, completedAtMs, batch, cost, traceparent },
}: {
  readonly page: RequestAnswer;
}) {
  const { sloMs, lateByMs, latencyMs, cause } = request;
  const traceId = traceparent?.split('-')[1];
  return (
    <Facts
      facts={[
        { name: 'Outcome', value: <Outcome row={request} />, beside: exactTime(completedAtMs) },
        { name: 'Took', value: duration(latencyMs), beside: `SLO ${duration(sloMs)}` },
        lateByMs > 0
          ? { name: 'Late by', value: duration(lateByMs), beside: cause === null ? undefined : lateCauses[cause].name }
          : { name: 'To spare', value: sloMs === null ? unknown : duration(Math.max(0, sloMs - latencyMs)) },
        {
          name: 'Cost',
          value: cost === null ? unknown : money(cost.amount, cost.currency),
          beside:
            batch?.cost == null
              ? 'what its batch cost is not known'
              : `1 of ${batch.size} equal parts of ${money(batch.cost.amount, batch.cost.currency)}`,
        },
        {
          name: 'Trace',
          value: traceId === undefined ? unknown : <code title={traceId}>{traceId.slice(0, 8)}…</code>,
          beside: traceId === undefined ? 'none came with it' : 'whole: copy as',
        },
      ]}
    />
  );
}

import { getRouteApi } from '@tanstack/react-router';
import { useCall } from '../api/use-call';
import { CopyAs } from '../copy-as/copy-as';
import { Page } from '../frame/page';
import { Panels } from '../frame/panel';
import { WindowPicker } from '../pickers/window-picker';
import { links } from '../search/links';
import { PageLink } from '../search/page-link';
import { defaultWindow } from '../search/windows';
import { Answer } from '../states/answer';
import { AppFacts } from './app-facts';
import { appForms } from './app-forms';
import { Breakdowns } from './breakdowns';
import { Lanes } from './lanes';
import { LatencyPanel } from './latency-panel';
import { LatestRequests } from './latest-requests';
import { MinutePanels } from './minute-panels';
import { SloPricePanel } from './slo-price-panel';

const route = getRouteApi('/apps/$app');

/** One app: what it was promised and got, why answers were late, who serves it and what other SLOs would cost. */
export function AppPage() {
  const { app } = route.useParams();
  const { window = defaultWindow } = route.useSearch();
  const navigate = route.useNavigate();
  const page = useCall('app', { params: { app }, query: { window } }, { everyMs: 3_000 });
  return (
    <Page
      title={app}
      above={<PageLink href={links.overview({ window })}>Overview</PageLink>}
      lead={page.data === undefined ? undefined : <Lead app={page.data.app} />}
      atMs={page.data?.atMs}
      actions={
        <>
          <WindowPicker
            value={window}
            onChange={(chosen) => void navigate({ search: { window: chosen }, replace: true })}
          />
          <CopyAs forms={appForms(app, window)} />
        </>
      }
    >
      <Answer of={page} loading={`Asking for ${app}`}>
        {(data) => (
          <>
            <AppFacts row={data.app} />
            <Panels>
              <LatencyPanel page={data} />
              <MinutePanels minutes={data.minutes} promised={data.app.promised} sloMs={data.app.sloMs} />
              <SloPricePanel app={app} sloMs={data.app.sloMs} />
            </Panels>
            <Panels narrow>
              <Breakdowns page={data} />
            </Panels>
            <Lanes lanes={data.lanes} model={data.app.model} />
            <LatestRequests app={app} />
          </>
        )}
      </Answer>
    </Page>
  );
}

function Lead({ app: { model } }: { readonly app: { readonly model: string } }) {
  return (
    <>
      of the model <PageLink href={links.plan({ model })}>{model}</PageLink>
    </>
  );
}

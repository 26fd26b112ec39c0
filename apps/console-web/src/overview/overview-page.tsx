import { getRouteApi } from '@tanstack/react-router';
import { useCall } from '../api/use-call';
import { Page } from '../frame/page';
import { Section } from '../frame/section';
import { WindowPicker } from '../pickers/window-picker';
import { CopyAs } from '../copy-as/copy-as';
import { defaultWindow } from '../search/windows';
import { Answer } from '../states/answer';
import { useAppList } from './app-list';
import { Apps } from './apps';
import { Models } from './models';
import { ProblemBanner } from './problem-banner';
import { Tiles } from './tiles';
import { curlOf } from '../copy-as/forms';

const route = getRouteApi('/');

/** Is every promise kept? What is wrong first, then the figures of all, then the apps, worst first. */
export function OverviewPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { window = defaultWindow } = search;
  const overview = useCall('overview', { query: { window } }, { everyMs: 2_000 });
  // Asked for here, not where it is shown: both answers are on their way at once.
  const apps = useAppList();
  return (
    <Page
      title="Is every promise kept?"
      tab="Overview"
      atMs={overview.data?.atMs}
      actions={
        <>
          <WindowPicker
            value={window}
            onChange={(chosen) => void navigate({ search: (now) => ({ ...now, window: chosen }), replace: true })}
          />
          <CopyAs forms={[curlOf('overview', { query: { window } }), curlOf('apps', { query: { window } })]} />
        </>
      }
    >
      <Answer of={overview} loading="Asking how things are">
        {(data) => (
          <>
            <ProblemBanner problem={data.problem} />
            <Tiles overview={data} />
            {data.models.length === 0 ? null : (
              <Section title="Models">
                <Models models={data.models} atMs={data.atMs} />
              </Section>
            )}
            <Apps apps={apps} numbers={data.apps} models={data.models.map(({ model }) => model)} />
          </>
        )}
      </Answer>
    </Page>
  );
}

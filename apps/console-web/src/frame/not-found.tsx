import { links } from '../search/links';
import { PageLink } from '../search/page-link';
import { Empty } from '../states/empty';
import { Page } from './page';

export function NotFound() {
  return (
    <Page title="There is no such page">
      <Empty title="This address leads nowhere.">
        <PageLink href={links.overview()}>Go to the overview</PageLink>
      </Empty>
    </Page>
  );
}

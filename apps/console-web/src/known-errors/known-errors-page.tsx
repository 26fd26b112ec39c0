import { Page } from '../frame/page';
import { Empty } from '../states/empty';

export function KnownErrorsPage() {
  return (
    <Page title="Known errors">
      <Empty title="Nothing is shown here yet." />
    </Page>
  );
}

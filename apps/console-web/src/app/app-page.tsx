import { Page } from '../frame/page';
import { Empty } from '../states/empty';

export function AppPage() {
  return (
    <Page title="App">
      <Empty title="Nothing is shown here yet." />
    </Page>
  );
}

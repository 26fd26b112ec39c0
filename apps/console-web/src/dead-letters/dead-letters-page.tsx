import { Page } from '../frame/page';
import { Empty } from '../states/empty';

export function DeadLettersPage() {
  return (
    <Page title="Dead letters">
      <Empty title="Nothing is shown here yet." />
    </Page>
  );
}

import { Page } from '../frame/page';
import { Empty } from '../states/empty';

export function FunctionsPage() {
  return (
    <Page title="Functions">
      <Empty title="Nothing is shown here yet." />
    </Page>
  );
}

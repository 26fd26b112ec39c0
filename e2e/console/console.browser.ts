import type { AppPage, DeadLetterList } from '@harmonybatch/console-api';
import { seriousViolations, settled, TestBrowser } from './browser';
import { allSent, ConsoleUnderTest, sent, strangers, unreadable } from './console-under-test';

let console: ConsoleUnderTest;
let browser: TestBrowser;

beforeAll(async () => {
  console = await ConsoleUnderTest.start();
  browser = await TestBrowser.launch(console.url);
});
afterAll(async () => {
  await browser?.stop();
  await console?.stop();
});
afterEach(async () => {
  expect(browser.takeComplaints()).toEqual([]);
});

const paths = ['/', '/apps/tight', '/requests', '/plan', '/functions', '/money', '/dead-letters', '/errors'];

describe.each(['light', 'dark'] as const)('in %s colors', (colors) => {
  test.each(paths)('%s opens without a complaint and keeps nobody out', async (path) => {
    const page = await browser.open(path, { colors });
    expect(await page.getByRole('alert').allTextContents()).toEqual([]);
    expect(await seriousViolations(page)).toEqual([]);
  });
});

test.each(paths)('%s has room on a phone', async (path) => {
  const page = await browser.open(path, { width: 390 });
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
});

describe('the overview', () => {
  test('shows the known traffic, each app as a link', async () => {
    const page = await browser.open('/?window=1h');
    await page
      .getByText(`of ${allSent + strangers} requests`)
      .or(page.getByText(`of ${allSent} requests`))
      .waitFor();
    const rows = page.getByRole('table', { name: 'Apps' }).getByRole('row');
    expect(await rows.count()).toBe(Object.keys(sent).length + 1);
    await page.getByRole('link', { name: 'tight', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'tight' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/apps/tight');
    expect(new URL(page.url()).search).toBe('?window=1h');
  });

  test('is the same again from its address', async () => {
    const page = await browser.open('/');
    await page.getByLabel('State').selectOption({ label: 'quiet (1)' });
    await page.getByPlaceholder('Find an app').fill('night');
    await page.getByRole('button', { name: '15m' }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'night' && url.searchParams.get('window') === '15m');
    const again = await browser.open(new URL(page.url()).search);
    expect(await again.getByLabel('State').inputValue()).toBe('quiet');
    expect(await again.getByPlaceholder('Find an app').inputValue()).toBe('night');
    expect(await again.getByRole('button', { name: '15m' }).getAttribute('aria-pressed')).toBe('true');
    expect(await again.locator('[data-row-link]').allTextContents()).toEqual(['nightly']);
  });

  test('leaves out what is no value in an address', async () => {
    const page = await browser.open('/?window=3y&state=grumpy&sort=size');
    await page.getByRole('link', { name: 'tight', exact: true }).waitFor();
    expect(await page.locator('[data-row-link]').count()).toBe(Object.keys(sent).length);
  });
});

test('an app leads to its requests, and one of those to its timeline and its batch', async () => {
  const { app } = await console.ask<AppPage>('/apps/relaxed?window=1h');
  expect(app.counts.requests).toBe(sent.relaxed);
  const page = await browser.open('/apps/relaxed?window=1h');
  await page.getByText(`of ${sent.relaxed} requests`).waitFor();
  await console.until(async () => {
    const { lanes } = await console.ask<AppPage>('/apps/relaxed?window=1h'); // another plan may come, now that traffic is over
    return page.getByRole('link', { name: lanes[0]!.groupId }).isVisible();
  });
  await page.getByRole('link', { name: 'All that are kept' }).click();
  await page.getByRole('heading', { level: 1, name: 'Requests' }).waitFor();
  const { id } = await console.requestThatWaited('relaxed');
  await page.getByRole('link', { name: id, exact: true }).click();
  await page.getByText('Where its time went').waitFor();
  await page.getByText('Waited in its batch').waitFor();
  await page.getByText(/^Its batch of/).waitFor();
  expect(await seriousViolations(page)).toEqual([]);
});

test('known errors count what strangers sent, and lead to those requests', async () => {
  const page = await browser.open('/errors?window=1h');
  const seen = page.getByRole('link', { name: `seen ${strangers} times` });
  await seen.click();
  await page.getByRole('heading', { level: 1, name: 'Requests' }).waitFor();
  await settled(page);
  expect(await page.locator('[data-row-link]').count()).toBe(strangers);
});

describe('keys', () => {
  test('lead to pages, to the search and through rows', async () => {
    const page = await browser.open('/');
    await page.keyboard.press('/');
    expect(await page.evaluate<string>('document.activeElement.placeholder')).toBe('Find an app');
    await page.keyboard.type('g'); // is typed, and leads nowhere
    await page.getByPlaceholder('Find an app').fill('');
    await page.keyboard.press('Tab');
    await page.evaluate('document.activeElement.blur()');
    await page.locator('[data-row-link]').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    const first = await page.locator('[data-row-link]').first().textContent();
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe(first);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: first! }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    await page.getByRole('heading', { level: 1, name: 'Known errors' }).waitFor();
  });

  test('are explained by ?, and Escape ends that', async () => {
    const page = await browser.open('/functions');
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Next row of the table').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('skip the navigation', async () => {
    const page = await browser.open('/');
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('Tab');
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Skip to the page');
  });
});

test('dead letters go back after a dry run that says how many, and a confirmation', async () => {
  const page = await browser.open('/dead-letters');
  await page.locator('[data-row-link]').first().waitFor();
  await page.getByRole('button', { name: 'Send back…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(`${unreadable} letters would go back`).waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: `Send ${unreadable} letters back` }).click();
  await dialog.getByText(`${unreadable} letters sent back.`).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'detached' });
  // What is still wrong with them comes as new letters; the old ones are marked.
  await page
    .getByRole('cell', { name: 'yes' })
    .nth(unreadable - 1)
    .waitFor();
});

test('a dead letter can be looked at by its address', async () => {
  const { rows } = await console.ask<DeadLetterList>('/dead-letters');
  const page = await browser.open(`/dead-letters?letter=${encodeURIComponent(rows[0]!.place)}`);
  const dialog = page.getByRole('dialog');
  await dialog.getByText(rows[0]!.preview, { exact: true }).waitFor();
  expect(await seriousViolations(page)).toEqual([]);
});

test('chosen colors are kept', async () => {
  const page = await browser.openNew('/');
  await page.getByRole('button', { name: 'dark' }).click();
  await page.reload();
  await settled(page);
  expect(await page.evaluate<string>('document.documentElement.dataset.theme')).toBe('dark');
});

test('what is no app says so, and what to do', async () => {
  const page = await browser.open('/apps/nobody');
  const alert = page.getByRole('alert');
  await alert.waitFor();
  expect(await alert.textContent()).toMatch(/nobody/);
  expect(browser.takeComplaints()).toEqual([expect.stringContaining('404')]); // the browser's own line
});

test('pages say that the server is away, keep what they showed, and go on when it is back', async () => {
  const page = await browser.open('/');
  await console.stopServer();
  const alert = page.getByRole('alert');
  await alert.waitFor();
  expect(await alert.textContent()).toMatch(/does not answer\. What is shown is of \d\d:\d\d:\d\d/);
  expect(await page.locator('[data-row-link]').count()).toBe(Object.keys(sent).length);
  await page.keyboard.press('g');
  await page.keyboard.press('e');
  await page.getByRole('alert').getByText('Start it again').waitFor();
  await console.startServer();
  await page.getByRole('alert').waitFor({ state: 'detached' });
  // The browser's own lines: nobody answered, and then a server that was not ready yet.
  const ownLines = browser
    .takeComplaints()
    .filter((line) => !/ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY| 503 /.test(line));
  expect(ownLines).toEqual([]);
});

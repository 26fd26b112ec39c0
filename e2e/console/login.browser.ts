import { ManualClock } from '../../libs/ports/test/fake-ports';
import { openPort } from '../../apps/console/test/open-port';
import { seriousViolations, TestBrowser } from './browser';

const token = 'a-token-that-nobody-would-guess-0123456789';
let port: Awaited<ReturnType<typeof openPort>>;
let browser: TestBrowser;

beforeAll(async () => {
  port = await openPort([], { token, clock: new ManualClock() });
  browser = await TestBrowser.launch(port.url);
});
afterAll(async () => {
  await browser?.stop();
  await port?.close();
});

test.each(['light', 'dark'] as const)('whoever has the token logs in, in %s colors', async (colors) => {
  const page = await browser.open('/apps/tight', { colors });
  expect(new URL(page.url()).pathname).toBe('/login');
  expect(await seriousViolations(page)).toEqual([]);
  await page.keyboard.type('wrong'); // the field has the focus
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('That is not the token.').waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  expect(browser.takeComplaints()).toEqual([expect.stringContaining('401')]); // the browser's own line
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL((url) => url.pathname === '/');
  await page.goto('about:blank');
  browser.takeComplaints(); // no call of the page is answered here
});

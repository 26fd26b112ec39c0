import type { MoneyPage, PlanList, PlanPage } from '@harmonybatch/console-api';
import { seriousViolations, settled, TestBrowser } from './browser';
import { ConsoleUnderTest, sent } from './console-under-test';

let console: ConsoleUnderTest;
let browser: TestBrowser;

beforeAll(async () => {
  console = await ConsoleUnderTest.start();
  await console.changeSlo('bulk', 9_000);
  browser = await TestBrowser.launch(console.url);
});
afterAll(async () => {
  await browser?.stop();
  await console?.stop();
});
afterEach(() => {
  expect(browser.takeComplaints()).toEqual([]);
});

const apps = Object.keys(sent);
const plan = (query = '') => console.ask<PlanPage>(`/models/resnet50/plan${query}`);
/** Keys of the nodes that are lit, as an expression of the page. */
const litNodes = `[...document.querySelectorAll('[data-node][data-lit="true"]')].map((node) => node.dataset.node)`;
const plans = () => console.ask<PlanList>('/models/resnet50/plans');

describe('a plan', () => {
  test('is lanes that lead from each app to its function, and the same as a table', async () => {
    const { groups } = await plan();
    const page = await browser.open('/plan');
    const lanes = page.getByRole('group', { name: /^Lanes of the plan/ });
    expect(await lanes.getByRole('list', { name: 'Apps' }).getByRole('listitem').count()).toBe(apps.length);
    expect(await lanes.getByRole('list', { name: 'Groups' }).getByRole('listitem').count()).toBe(groups.length);
    const rows = page.getByRole('table', { name: 'Apps of the plan' }).locator('[data-row-link]');
    expect((await rows.allTextContents()).toSorted()).toEqual(apps.toSorted());
  });

  test('lights the way of a lane, by keys too, and says all of the lane that is pressed', async () => {
    const { groups } = await plan();
    const group = groups.find((of) => of.apps.some(({ name }) => name === 'tight'))!;
    const page = await browser.open('/plan');
    const lit = () => page.evaluate<string[]>(litNodes);
    await page.locator('[data-node="app:tight"]').hover();
    expect(await lit()).toEqual(['app:tight', `group:${group.id}`, `function:${group.functionName}`]);
    await page.locator('[data-node="app:tight"]').click();
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate<string>('document.activeElement.dataset.node')).toBe(`group:${group.id}`);
    await page.waitForURL((url) => url.searchParams.get('app') === 'tight');
    await page.getByRole('complementary', { name: 'Why it is so' }).getByText('Kept for the way').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
  });

  test('finds an app, and its address shows the same again', async () => {
    const page = await browser.open('/plan');
    await page.getByPlaceholder('Find an app').fill('night');
    await page.getByText('1 app found').waitFor();
    const again = await browser.openNew(new URL(page.url()).pathname + new URL(page.url()).search);
    await again
      .getByRole('complementary', { name: 'Why it is so' })
      .getByRole('heading', { name: 'nightly' })
      .waitFor();
  });

  test('of an earlier time says what changed since, and each can be rolled back to', async () => {
    const [newest, ...earlier] = (await plans()).plans;
    expect(earlier.map(({ obstacle }) => obstacle)).toEqual(earlier.map(() => null));
    const before = earlier[0]!.epoch;
    const page = await browser.open(`/plan?epoch=${newest!.epoch}`);
    await page.getByRole('heading', { name: 'What changed' }).waitFor();
    await page.getByRole('button', { name: 'The plan before' }).click();
    await page.waitForURL((url) => url.searchParams.get('epoch') !== String(newest!.epoch));
    await page.goto(`/plan?epoch=${before}`);
    await settled(page);
    await page.getByRole('button', { name: 'Roll back' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText(`harmonybatch plan rollback resnet50 --epoch ${before}`).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect((await plan()).pinned).toBe(false); // to look at it changes nothing

    await page.getByRole('button', { name: 'Roll back' }).click();
    await dialog.getByRole('button', { name: 'Roll back' }).click();
    await dialog.getByRole('button', { name: 'Close' }).click();
    const held = await browser.open('/plan');
    await held.getByRole('button', { name: 'Release' }).click();
    await held.getByRole('alertdialog').getByRole('button', { name: 'Release' }).click();
    await held.getByRole('alertdialog').getByRole('button', { name: 'Close' }).click();
    await held.getByRole('button', { name: 'Release' }).waitFor({ state: 'detached' });
  });
});

describe('a what-if', () => {
  const dearer = /\+[\d.]+.[A-Z]{3}\/h/;

  test.each(['light', 'dark'] as const)('keeps nobody out in %s colors', async (colors) => {
    const page = await browser.open('/plan?view=what-if', { colors });
    await page.getByText('Planned and simulated').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
  });

  test('costs more with more requests, and is the same again from its address', async () => {
    const page = await browser.open('/plan?view=what-if');
    await page.getByText('Planned and simulated').waitFor();
    const cost = page.locator('dt', { hasText: 'Would cost' }).locator('..');
    const before = await cost.textContent();
    await page.getByLabel('All rates times', { exact: true }).fill('8');
    await page.getByText('Planning…').waitFor();
    await page.getByText('Planned and simulated').waitFor();
    const after = await cost.textContent();
    expect(after).not.toBe(before);
    expect(after).toMatch(dearer);
    const address = new URL(page.url());
    expect(address.search).toBe('?view=what-if&factor=8');
    const again = await browser.openNew(address.pathname + address.search);
    await again.getByText('Planned and simulated').waitFor();
    expect(await again.getByLabel('All rates times', { exact: true }).inputValue()).toBe('8');
    expect(await again.locator('dt', { hasText: 'Would cost' }).locator('..').textContent()).toMatch(dearer); // rates go on meanwhile
  });

  test('says in its place what cannot be asked', async () => {
    const page = await browser.open('/plan?view=what-if&prices=of-tomorrow');
    await page.getByRole('alert').waitFor();
    browser.takeComplaints(); // the browser notes the refusal as well
  });

  test('has an app for each that is typed', async () => {
    const page = await browser.open('/plan?view=what-if');
    await page.getByPlaceholder('Name of an app to add').fill('brand-new');
    await page.getByRole('button', { name: /^Add brand-new/ }).click();
    await page.waitForURL((url) => url.searchParams.get('change') === 'brand-new*500*1');
    await page.getByRole('group', { name: 'brand-new' }).waitFor();
  });
});

describe('money', () => {
  test('is shown dearest first with what each app had, and sums to the total', async () => {
    const money = await console.ask<MoneyPage>('/money');
    const page = await browser.open('/money');
    const rows = page.getByRole('table', { name: 'Money by app' }).locator('[data-row-link]');
    expect(await rows.allTextContents()).toEqual(money.rows.map(({ name }) => name));
    const parts = page.getByRole('list', { name: 'Parts of the bars' });
    const drawn = money.rows.filter((row) => row.amount > 0).map(({ name }) => name);
    expect((await parts.getByRole('link').allTextContents()).toSorted()).toEqual(drawn.toSorted());
    await page.getByText('Hours as a table').click();
    const hours = page.getByRole('region', { name: 'Hours as a table' });
    for (const name of drawn) await hours.getByRole('columnheader', { name, exact: true }).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    const attributed = money.rows.reduce((sum, { amount }) => sum + amount, 0);
    expect(attributed + money.unattributed).toBeCloseTo(money.total.amount!, 12);
  });

  test('by function and of another span is an address, and the same as CSV', async () => {
    const page = await browser.open('/money');
    await page.getByRole('button', { name: 'By function' }).click();
    await page.getByRole('button', { name: '7 days' }).click();
    await page.waitForURL((url) => url.searchParams.get('by') === 'function' && url.searchParams.has('fromMs'));
    await page.getByRole('table', { name: 'Money by function' }).waitFor();
    const csv = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
    const response = await fetch(`${console.url}${csv}`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/csv')]);
    expect(csv).toContain('by=function');
  });
});

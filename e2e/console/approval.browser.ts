import type { Overview, PlanList, PlanPage } from '@harmonybatch/console-api';
import type { Page } from 'playwright-core';
import { seriousViolations, settled, TestBrowser } from './browser';
import { ConsoleUnderTest } from './console-under-test';

let console: ConsoleUnderTest;
let browser: TestBrowser;

beforeAll(async () => {
  console = await ConsoleUnderTest.withApps({ HARMONYBATCH_PLAN_APPROVAL: 'required' });
  browser = await TestBrowser.launch(console.url);
});
afterAll(async () => {
  await browser?.stop();
  await console?.stop();
});
afterEach(() => {
  expect(browser.takeComplaints()).toEqual([]);
});

/** Before the page asks by itself, as it does now and then, ms. */
const sooner = 15_000;

const plan = () => console.ask<PlanPage>('/models/resnet50/plan');
const plans = () => console.ask<PlanList>('/models/resnet50/plans');
const waiting = (page: Page) => page.getByRole('region', { name: /^Proposal / });

/** Decides on what waits, as somebody does who looks at the page. */
async function decide(page: Page, verb: 'Approve' | 'Reject'): Promise<void> {
  await waiting(page).getByRole('button', { name: verb }).click();
  const dialog = page.getByRole('alertdialog');
  expect(await seriousViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: verb }).click();
  const command = await dialog.locator('pre').textContent();
  expect(command).toMatch(new RegExp(`^harmonybatch plan ${verb.toLowerCase()} resnet50 --proposal [0-9a-f]{16}$`));
  await dialog.getByRole('status').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
}

test('no plan is in force until somebody approves the first one, and the page says so', async () => {
  const page = await browser.open('/plan');
  await page.getByRole('heading', { name: 'A plan waits for somebody to approve it' }).waitFor();
  await page.getByText('No plan of resnet50 is in force.').waitFor();
  expect((await plans()).plans).toEqual([]);
  expect(await seriousViolations(page)).toEqual([]);
  const { id, groups } = (await plans()).proposals[0]!;
  await decide(page, 'Approve');
  await page.getByText('in force', { exact: true }).waitFor();
  await waiting(page).waitFor({ state: 'detached' });
  expect((await plans()).proposals.filter((of) => of.id === id)).toEqual([]);
  expect((await plan()).groups).toHaveLength(groups);
});

test('a plan that is rejected does not come into force: the one before it stays, and the next is shown beside it', async () => {
  const { epoch } = await plan();
  const page = await browser.open('/plan');
  await console.askForSlo('tight', 9_000);
  await waiting(page).waitFor(); // it comes by itself
  await page.getByText(`Epoch ${epoch}`, { exact: true }).waitFor(); // and the plan in force is shown still
  await decide(page, 'Reject');
  await page.getByRole('heading', { name: /^A plan was rejected/ }).waitFor();
  expect(await waiting(page).getByRole('button', { name: 'Reject' }).count()).toBe(0);
  expect(await seriousViolations(page)).toEqual([]);
  expect((await plan()).epoch).toBe(epoch);
  expect((await console.ask<Overview>('/overview')).models[0]!.proposals).toBe(0);

  await console.askForSlo('tight', 4_000);
  await page.getByRole('heading', { name: 'A plan waits for somebody to approve it' }).waitFor();
  await decide(page, 'Approve');
  await waiting(page).waitFor({ state: 'detached' });
  await page.getByText(`Epoch ${epoch}`, { exact: true }).waitFor({ state: 'detached' });
  const served = await plan();
  expect(served.groups.flatMap(({ apps }) => apps).find(({ name }) => name === 'tight')!.sloMs).toBe(4_000);
});

test('a plan that came before the page was told of any is shown as soon as it listens', async () => {
  const page = await browser.openNew('/functions');
  let listen = (): void => undefined;
  const listening = new Promise<void>((resolve) => (listen = resolve));
  await page.route('**/api/v1/events', async (route) => {
    await listening;
    await route.continue();
  });
  await page.goto('/plan');
  await settled(page);
  await page.getByText('in force', { exact: true }).waitFor();
  await console.askForSlo('tight', 7_000);
  await console.until(async () => (await plans()).proposals.some(({ decided }) => decided === null));
  expect(await waiting(page).count()).toBe(0);
  listen();
  await waiting(page).waitFor({ timeout: sooner });
});

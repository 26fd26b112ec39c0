import { readFileSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

export interface Look {
  readonly colors?: 'light' | 'dark';
  readonly width?: number;
}

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: readonly unknown[] }[];
}

/** A real Chromium that notes everything that a page complains of. */
export class TestBrowser {
  /** What pages said on their console, errors and warnings, and what they threw. */
  private readonly complaints: string[] = [];
  /** A page for each look, opened once: a new one takes longer than all that is looked at. */
  private readonly pages = new Map<string, Promise<Page>>();

  private constructor(
    private readonly browser: Browser,
    private readonly url: string,
  ) {}

  /** @param url where the console is */
  static async launch(url: string): Promise<TestBrowser> {
    const executablePath = process.env['CHROMIUM_PATH'];
    if (executablePath === undefined)
      throw new Error('CHROMIUM_PATH is not set: run these tests with "npm run test:browser"');
    return new TestBrowser(await chromium.launch({ executablePath }), url);
  }

  /** Opens the console at a path and waits until what it shows is there. */
  async open(path: string, look: Look = {}): Promise<Page> {
    const key = JSON.stringify(look);
    const opened = this.pages.get(key) ?? this.newPage(look);
    this.pages.set(key, opened);
    return at(path, await opened);
  }

  /** The same in a page of its own, with nothing remembered. */
  async openNew(path: string): Promise<Page> {
    return at(path, await this.newPage({}));
  }

  /** What pages complained of since the last time. */
  takeComplaints(): string[] {
    return this.complaints.splice(0);
  }

  async stop(): Promise<void> {
    await this.browser.close();
  }

  private async newPage({ colors = 'light', width = 1440 }: Look): Promise<Page> {
    const page = await this.browser.newPage({
      baseURL: this.url,
      colorScheme: colors,
      viewport: { width, height: 900 },
      reducedMotion: 'reduce',
    });
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    return page;
  }
}

async function at(path: string, page: Page): Promise<Page> {
  await page.goto(path);
  await settled(page);
  return page;
}

/** Resolves when the page has its title and nothing on it is awaited. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').waitFor();
  await page.locator('[role="status"]', { hasText: '…' }).first().waitFor({ state: 'detached' });
}

/** What axe finds wrong with a page that keeps somebody from using it. */
export async function seriousViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<{ violations: Violation[] }>(
    'axe.run(document, { resultTypes: ["violations"] })',
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

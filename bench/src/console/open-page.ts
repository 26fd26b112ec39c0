import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';

const bytesPerMb = 1024 ** 2;
const msPerSecond = 1_000;
const width = 1440;
const height = 900;

/** A page of the console that is left open, and what can be measured of it. */
export class OpenPage {
  private constructor(
    private readonly browser: Browser,
    private readonly page: Page,
    private readonly session: CDPSession,
    /** What the page wrote to its console as an error. */
    readonly errors: readonly string[],
  ) {}

  static async open(executablePath: string, url: string): Promise<OpenPage> {
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--enable-precise-memory-info'] });
    const page = await browser.newPage({ viewport: { width, height } });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    const session = await page.context().newCDPSession(page);
    await page.goto(url, { waitUntil: 'load' });
    return new OpenPage(browser, page, session, errors);
  }

  /** From the start of navigation until something was painted, ms. */
  firstPaintMs(): Promise<number> {
    return this.page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN);
  }

  /** From the start of navigation until figures are there, ms. */
  async figuresMs(): Promise<number> {
    await this.page.waitForSelector('main [role="row"][aria-rowindex="2"]', { timeout: 30_000 });
    return this.page.evaluate(() => performance.now());
  }

  /** What its scripts hold once garbage was collected, MB. */
  async heapMb(): Promise<number> {
    await this.session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await this.session.send('Runtime.getHeapUsage');
    return usedSize / bytesPerMb;
  }

  /** CPU time since the start of Chromium: of the page, and of all its other processes, ms. */
  async cpuMs(): Promise<{ readonly page: number; readonly 'rest of chromium': number }> {
    const system = await this.browser.newBrowserCDPSession();
    const { processInfo } = await system.send('SystemInfo.getProcessInfo');
    await system.detach();
    const used = (isPage: boolean): number =>
      processInfo
        .filter(({ type }) => (type === 'renderer') === isPage)
        .reduce((sum, { cpuTime }) => sum + cpuTime * msPerSecond, 0);
    return { page: used(true), 'rest of chromium': used(false) };
  }

  nodes(): Promise<number> {
    return this.page.evaluate<number>('document.querySelectorAll("*").length');
  }

  async picture(file: string): Promise<void> {
    await this.page.screenshot({ path: file });
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

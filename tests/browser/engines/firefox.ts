import { type BrowserContext, launch, type Page } from 'puppeteer-core';
import { type Engine, program, type Tab } from './engine.ts';

/** Firefox over WebDriver BiDi; Playwright drives only a Firefox of its own. */
export async function startFirefox(): Promise<Engine> {
  const browser = await launch({ browser: 'firefox', executablePath: program('FIREFOX_PATH') });
  return {
    version: await browser.version(),
    newProfile: async () => profile(await browser.createBrowserContext()),
    close: () => browser.close(),
  };
}

function profile(context: BrowserContext) {
  return { newTab: async () => tab(await context.newPage()), close: () => context.close() };
}

function tab(page: Page): Tab {
  return {
    open: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    evaluate: (script, ...given) => page.evaluate(script as never, ...given) as never,
    async fill(selector, text) {
      await page.waitForSelector(selector, { visible: true });
      await page.type(selector, text);
    },
    async click(selector) {
      await page.waitForSelector(selector, { visible: true });
      await page.click(selector);
    },
  };
}

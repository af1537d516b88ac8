import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Builder, By, Capabilities, until, type WebDriver } from 'selenium-webdriver';
import { freePort } from '../server/servers.ts';
import { type Engine, type Profile, program, type Tab } from './engine.ts';

const patience = 15_000;

/** WebKitGTK's MiniBrowser over WebDriver: Safari's engine as Debian packages it. Each session starts without cookies. */
export async function startWebKit(): Promise<Engine> {
  const port = await freePort();
  const service = spawn('xvfb-run', ['-a', program('WEBKIT_DRIVER_PATH'), `--port=${port}`], {
    stdio: 'ignore',
    // A process group of its own, which ends with the virtual screen and the browser.
    detached: true,
  });
  try {
    await ready(port, service);
    const driver = await connect(port);
    const version = (await driver.getCapabilities()).get('browserVersion');
    await driver.quit();
    return {
      version: `WebKitGTK ${version}`,
      newProfile: async () => profile(await connect(port)),
      close: () => end(service),
    };
  } catch (error) {
    await end(service);
    throw error;
  }
}

async function ready(port: number, service: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + patience; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (service.exitCode !== null) throw new Error('WebKitWebDriver has ended.');
    const isReady = await fetch(`${address(port)}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    if (Date.now() > deadline) throw new Error('WebKitWebDriver does not respond.');
  }
}

async function connect(port: number): Promise<WebDriver> {
  const capabilities = new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { binary: program('WEBKIT_PATH'), args: ['--automation'] },
  });
  return new Builder().usingServer(address(port)).withCapabilities(capabilities).build();
}

function address(port: number): string {
  return `http://127.0.0.1:${port}`;
}

function profile(driver: WebDriver): Profile {
  let isFirst = true;
  let turn: Promise<unknown> = Promise.resolve();
  /** A WebDriver session has one current tab: the tabs take turns. */
  const inTurn = <T>(action: () => Promise<T>): Promise<T> => {
    const result = turn.then(action);
    turn = result.catch(() => undefined);
    return result;
  };

  return {
    newTab: () =>
      inTurn(async () => {
        if (!isFirst) await driver.switchTo().newWindow('tab');
        isFirst = false;
        const handle = await driver.getWindowHandle();
        return tab(driver, <T>(action: () => Promise<T>) =>
          inTurn(async () => {
            await driver.switchTo().window(handle);
            return action();
          }),
        );
      }),
    close: () => inTurn(() => driver.quit()),
  };
}

function tab(driver: WebDriver, here: <T>(action: () => Promise<T>) => Promise<T>): Tab {
  const find = (selector: string) => driver.wait(until.elementLocated(By.css(selector)), patience);
  return {
    open: (url) => here(() => driver.get(url)),
    reload: () => here(() => driver.navigate().refresh()),
    async evaluate(script, ...given) {
      // Two steps, so that other tabs have their turn while this script runs.
      await here(() => driver.executeScript(begin(script.toString()), JSON.stringify(given)));
      for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
        const result = await here(() => driver.executeScript<string | null>('return window.result;'));
        if (result !== null) {
          const { value, error } = JSON.parse(result);
          if (error) throw new Error(error);
          return value;
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error('The script in the page has not ended.');
    },
    fill: (selector, text) => here(async () => (await find(selector)).sendKeys(text)),
    click: (selector) => here(async () => (await find(selector)).click()),
  };
}

/** Runs in the page. No eval: the app's Trusted Types forbid it. */
const begin = (script: string) => `
  const [given] = arguments;
  window.result = null;
  Promise.resolve()
    .then(() => (${script})(...JSON.parse(given)))
    .then((value) => ({ value }), (error) => ({ error: String(error) }))
    .then((result) => { window.result = JSON.stringify(result); });
`;

async function end(service: ChildProcess): Promise<void> {
  if (service.pid === undefined || service.exitCode !== null) return;
  const exit = once(service, 'exit');
  process.kill(-service.pid, 'SIGTERM');
  await exit;
}

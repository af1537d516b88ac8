import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from '@playwright/test';
import { chromium as installed } from './chromium.ts';

/** A browser with a profile on disk, whose processes the test starts and can kill. */
export class KillableBrowser {
  readonly context: BrowserContext;
  readonly #browser: Browser;
  readonly #process: ChildProcess;

  private constructor(browser: Browser, process: ChildProcess) {
    const [context] = browser.contexts();
    if (!context) throw new Error('A browser has a context from the start.');
    this.context = context;
    this.#browser = browser;
    this.#process = process;
  }

  /** Starts it with the profile in this folder; an empty or missing folder becomes a new profile. */
  static async start(profile: string): Promise<KillableBrowser> {
    const port = join(profile, 'DevToolsActivePort');
    rmSync(port, { force: true });
    const program = installed().executablePath ?? chromium.executablePath();
    const words = ['--headless=new', '--no-sandbox', '--no-first-run', '--password-store=basic', '--disable-gpu'];
    words.push('--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank');
    // Detached: a process group of its own, which can be killed as a whole.
    const process = spawn(program, words, { detached: true, stdio: 'ignore' });
    const address = await lines(port, process);
    return new KillableBrowser(await chromium.connectOverCDP(`http://127.0.0.1:${address[0]}`), process);
  }

  /** Ends it as its menu does: everything is written to disk. */
  async close(): Promise<void> {
    const exit = once(this.#process, 'exit');
    const session = await this.#browser.newBrowserCDPSession();
    await session.send('Browser.close').catch(() => undefined);
    await exit;
  }

  /** Ends it as a power cut does: SIGKILL for all of its processes. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, 'exit');
    process.kill(-(this.#process.pid ?? 0), 'SIGKILL');
    await exit;
  }
}

/** The lines of a file that a process will write. */
async function lines(file: string, process: ChildProcess): Promise<string[]> {
  for (let attempts = 0; attempts < 600; attempts += 1) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text.includes('\n')) return text.split('\n');
    if (process.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The browser has not started.');
}

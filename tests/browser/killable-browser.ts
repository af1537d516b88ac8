import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from '@playwright/test';
import { launchOptions } from './browser.ts';

/** A browser with a profile on disk, as a person has one, whose processes the test has started and can kill. */
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

  /** Starts it with the profile in this folder; an empty or missing one makes a new profile. */
  static async start(profile: string): Promise<KillableBrowser> {
    const port = join(profile, 'DevToolsActivePort');
    rmSync(port, { force: true });
    const program = launchOptions().executablePath ?? chromium.executablePath();
    const words = ['--headless=new', '--no-sandbox', '--no-first-run', '--password-store=basic', '--disable-gpu'];
    words.push('--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank');
    // Detached: a process group of its own, which can be killed as a whole.
    const process = spawn(program, words, { detached: true, stdio: 'ignore' });
    const address = await lines(port, process);
    return new KillableBrowser(await chromium.connectOverCDP(`http://127.0.0.1:${address[0]}`), process);
  }

  /** As a person closes it: everything is written to disk. */
  async close(): Promise<void> {
    const over = once(this.#process, 'exit');
    const session = await this.#browser.newBrowserCDPSession();
    await session.send('Browser.close').catch(() => undefined);
    await over;
  }

  /** As a power cut ends it: SIGKILL for all of its processes. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const over = once(this.#process, 'exit');
    process.kill(-(this.#process.pid ?? 0), 'SIGKILL');
    await over;
  }
}

/** The lines of a file that a process will write. */
async function lines(file: string, process: ChildProcess): Promise<string[]> {
  for (let tries = 0; tries < 300; tries += 1) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text.includes('\n')) return text.split('\n');
    if (process.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The browser has not started.');
}

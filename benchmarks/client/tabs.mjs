/** The tabs of one browser that use one client, with a clock that can be moved. */
import { lifetimeSeconds } from './server.mjs';

const pastExpiry = (lifetimeSeconds + 1) * 1000;

export class Tabs {
  #context;
  #stub;
  #client;
  #pages = [];

  constructor(context, stub, client) {
    this.#context = context;
    this.#stub = stub;
    this.#client = client;
  }

  static async open(browser, stub, client) {
    stub.reset();
    const context = await browser.newContext();
    return new Tabs(context, stub, client);
  }

  get context() {
    return this.#context;
  }

  /** Logs in with the first tab; the others find its session. If tabs share none, each logs in. */
  async signIn(count) {
    for (let at = 0; at < count; at += 1) {
      const page = await this.add();
      await page.evaluate((isFirst) => (isFirst ? bench.signIn() : bench.resume()), at === 0 || !this.#client.shares);
    }
  }

  async add() {
    const page = await this.#context.newPage();
    await page.addInitScript(movableTime, this.#stub.ahead);
    await page.goto(`${this.#stub.origin}/page/${this.#client.name}`);
    await page.waitForFunction('window.bench');
    this.#pages.push(page);
    return page;
  }

  /** Moves the clocks of all pages and the server past the expiry of the token. */
  async passExpiry() {
    this.#stub.ahead += pastExpiry;
    await Promise.all(this.#pages.map((page) => page.evaluate((ahead) => moveTime(ahead), this.#stub.ahead)));
  }

  /** Makes this number of calls at once in each tab, and returns how many failed. */
  async call(times) {
    const lost = await Promise.all(this.#pages.map((page) => page.evaluate((times) => callAll(times), times)));
    return lost.reduce((sum, count) => sum + count, 0);
  }

  /** Makes ten calls now in the first tab, and then four a second until the context is closed. */
  keepCalling() {
    return this.#pages[0].evaluate(() => keepCalling());
  }

  completed() {
    return this.#pages[0].evaluate('completed');
  }

  /** Returns the state that the client reports, or `waiting` if it reports none within a second. */
  state(page = this.#pages[0]) {
    return page.evaluate(() =>
      Promise.race([bench.state(), new Promise((resolve) => setTimeout(resolve, 1000, 'waiting'))]),
    );
  }

  setOffline(offline) {
    return this.#context.setOffline(offline);
  }

  async closeAll() {
    await Promise.all(this.#pages.map((page) => page.close()));
    this.#pages = [];
  }

  close() {
    return this.#context.close();
  }
}

/** Runs in each page before all other scripts. */
export function movableTime(begin) {
  let ahead = begin;
  const RealDate = Date;
  const realNow = performance.now.bind(performance);
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      if (given.length) super(...given);
      else super(RealDate.now() + ahead);
    }
    static now() {
      return RealDate.now() + ahead;
    }
  };
  performance.now = () => realNow() + ahead;
  globalThis.moveTime = (to) => {
    ahead = to;
  };
  globalThis.completed = 0;
  const call = async () => {
    try {
      if (!(await globalThis.bench.call())) return 1;
      globalThis.completed += 1;
      return 0;
    } catch {
      return 1;
    }
  };
  globalThis.callAll = async (times) => {
    const lost = await Promise.all(Array.from({ length: times }, call));
    return lost.reduce((sum, one) => sum + one, 0);
  };
  globalThis.keepCalling = () => {
    for (let at = 0; at < 10; at += 1) void call();
    setInterval(call, 250);
  };
}

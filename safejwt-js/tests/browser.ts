import { createAuthClient } from '../src/index.js';
import type { AuthClientOptions } from '../src/types.js';
import { createFakeServer, type FakeServerOptions, type people } from './fake-server.js';
import { openPage } from './page.js';

type Locks = NonNullable<AuthClientOptions['locks']>;

/** The Web Locks of one browser: first come, first served. `steal` is not there, for it must not be used. */
export class FakeLocks implements Locks {
  readonly #queues = new Map<string, (() => void)[]>();
  /** Names of the locks that are held. */
  readonly held = new Set<string>();

  async request(name: string, ...rest: unknown[]): Promise<unknown> {
    const callback = rest.at(-1) as (lock: Lock | null) => unknown;
    const options = (rest.length > 1 ? rest[0] : {}) as LockOptions;
    if (options.steal) throw new Error('A lock was stolen.');
    options.signal?.throwIfAborted();
    if (this.held.has(name)) {
      if (options.ifAvailable) return callback(null);
      await this.#wait(name, options.signal);
    }
    this.held.add(name);
    try {
      return await callback({ name, mode: 'exclusive' });
    } finally {
      this.held.delete(name);
      this.#queues.get(name)?.shift()?.();
    }
  }

  #wait(name: string, signal: AbortSignal | undefined): Promise<void> {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    return new Promise((resolve, reject) => {
      const enter = () => {
        // Held from now on: nobody may come in between.
        this.held.add(name);
        resolve();
      };
      queue.push(enter);
      signal?.addEventListener('abort', () => {
        const at = queue.indexOf(enter);
        if (at >= 0) queue.splice(at, 1);
        reject(signal.reason);
      });
    });
  }
}

/** The BroadcastChannels of one browser, and all that was said on them. */
export class FakeChannels {
  readonly said: { name: string; data: unknown }[] = [];
  readonly #open = new Set<FakeChannel>();
  /** Milliseconds until a message arrives; 0 is the next microtask. */
  delay = 0;

  readonly create = (name: string): BroadcastChannel => {
    const channel = new FakeChannel(name, this);
    this.#open.add(channel);
    return channel as unknown as BroadcastChannel;
  };

  get count(): number {
    return this.#open.size;
  }

  send(sender: FakeChannel | null, name: string, data: unknown): void {
    this.said.push({ name, data });
    for (const channel of this.#open) {
      if (channel === sender || channel.name !== name) continue;
      const copy = structuredClone(data);
      const deliver = () => {
        if (this.#open.has(channel)) channel.onmessage?.({ data: copy } as MessageEvent);
      };
      if (this.delay > 0) setTimeout(deliver, this.delay);
      else queueMicrotask(deliver);
    }
  }

  close(channel: FakeChannel): void {
    this.#open.delete(channel);
  }
}

class FakeChannel {
  readonly name: string;
  readonly #channels: FakeChannels;
  onmessage: ((event: MessageEvent) => void) | null = null;

  constructor(name: string, channels: FakeChannels) {
    this.name = name;
    this.#channels = channels;
  }

  postMessage(data: unknown): void {
    this.#channels.send(this, this.name, data);
  }

  close(): void {
    this.#channels.close(this);
  }
}

interface BrowserOptions extends FakeServerOptions {
  remembered?: keyof typeof people | null;
  locks?: boolean;
  channels?: boolean;
  client?: AuthClientOptions;
}

export const lockName = 'safejwt https://app.example/users/';

/** One browser with one cookie jar, and a server: tabs are opened in it. Their clock runs with the server's. */
export function openBrowser({
  remembered = 'ada',
  locks = true,
  channels = true,
  client,
  ...rest
}: BrowserOptions = {}) {
  openPage();
  const server = createFakeServer(rest);
  if (remembered) server.remember(remembered);
  const lockManager = new FakeLocks();
  const hub = new FakeChannels();

  function openTab(options: AuthClientOptions = {}) {
    const page = new EventTarget();
    const tab = createAuthClient({
      fetch: server.fetch,
      now: server.now,
      random: () => 1,
      page,
      locks: locks ? lockManager : null,
      channel: channels ? hub.create : null,
      ...client,
      ...options,
    });
    const happen = (type: string, init: object = {}) => page.dispatchEvent(Object.assign(new Event(type), init));
    return { client: tab, page, happen };
  }

  return { server, locks: lockManager, channels: hub, openTab };
}

export type Tab = ReturnType<ReturnType<typeof openBrowser>['openTab']>;

/** A browser with so many tabs, all of them signed in as ada by one request. */
export async function openSignedInBrowser(count: number, options: BrowserOptions = {}) {
  const browser = openBrowser(options);
  const tabs = Array.from({ length: count }, () => browser.openTab());
  for (const { client } of tabs) await client.restore();
  browser.server.received.length = 0;
  return { ...browser, tabs };
}

import type { Timers } from 'safejwt-js';
import { clone } from './missing-globals.js';

/** The BroadcastChannels of one browser, and all messages on them. */
export class TestChannels {
  readonly said: { readonly name: string; readonly data: unknown }[] = [];
  readonly #open = new Set<TestChannel>();
  readonly #timers: Timers;
  /** Milliseconds until a message arrives; 0 is the next microtask. */
  delay = 0;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  readonly create = (name: string): BroadcastChannel => {
    const channel = new TestChannel(name, this);
    this.#open.add(channel);
    return channel as unknown as BroadcastChannel;
  };

  /** How many channels are open. */
  get count(): number {
    return this.#open.size;
  }

  /** Posts a message to all tabs except the `sender`. */
  send(sender: TestChannel | null, name: string, data: unknown): void {
    // Throws for values that cannot be cloned, as a channel does even without listeners.
    this.said.push({ name, data: clone(data) });
    for (const channel of this.#open) {
      if (channel === sender || channel.name !== name) continue;
      const copy = clone(data);
      const deliver = () => {
        if (this.#open.has(channel)) channel.onmessage?.({ data: copy } as MessageEvent);
      };
      if (this.delay > 0) this.#timers.setTimeout(deliver, this.delay);
      else queueMicrotask(deliver);
    }
  }

  close(channel: TestChannel): void {
    this.#open.delete(channel);
  }
}

class TestChannel {
  readonly name: string;
  readonly #channels: TestChannels;
  onmessage: ((event: MessageEvent) => void) | null = null;

  constructor(name: string, channels: TestChannels) {
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

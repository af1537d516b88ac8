/**
 * The Web Locks of one browser: first come, first served. `steal` throws, because the client must
 * not use it.
 */
export class TestLocks implements Pick<LockManager, 'request'> {
  readonly #queues = new Map<string, (() => void)[]>();
  /** The names of the locks that are held. */
  readonly held = new Set<string>();

  async request(name: string, ...rest: unknown[]): Promise<never> {
    const callback = rest.at(-1) as (lock: Lock | null) => never;
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
        // Held from now on, so that no other request gets in between.
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

import type { Page } from '@playwright/test';

/** Collects every token that the server issues: access tokens from bodies, refresh tokens from the cookie jar. */
export class Tokens {
  readonly #page: Page;
  readonly #found = new Set<string>();
  readonly #reading: Promise<void>[] = [];

  constructor(page: Page) {
    this.#page = page;
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (/^\/users\/((login|token)\/)?$/.test(pathname)) this.#reading.push(this.#read(response.json()));
    });
  }

  /** All tokens so far, whole and in parts without the header, which is the same in all. */
  async all(): Promise<string[]> {
    await Promise.all(this.#reading);
    for (const { name, value } of await this.#page.context().cookies()) {
      if (name.endsWith('refreshtoken')) this.#found.add(value);
    }
    return [...this.#found].flatMap((token) => [token, ...token.split('.').slice(1)]);
  }

  async #read(body: Promise<{ accessToken?: string }>): Promise<void> {
    const { accessToken } = await body;
    if (accessToken) this.#found.add(accessToken);
  }
}

/** The places, readable by scripts of the page, that contain one of `tokens`. */
export function placesWithTokens(page: Page, tokens: string[]): Promise<string[]> {
  return page.evaluate(search, tokens);
}

/** Runs in the page. */
async function search(tokens: string[]): Promise<string[]> {
  const places: string[] = [];
  const look = (place: string, text: string) => {
    if (tokens.some((token) => text.includes(token))) places.push(place);
  };

  look('localStorage', JSON.stringify({ ...localStorage }));
  look('sessionStorage', JSON.stringify({ ...sessionStorage }));
  look('document.cookie', document.cookie);
  look('URL', `${location.href} ${document.referrer} ${JSON.stringify(history.state)} ${window.name}`);
  look('resource URLs', JSON.stringify(performance.getEntries()));
  look('DOM', document.documentElement.outerHTML);
  look('form fields', [...document.querySelectorAll('input')].map((input) => input.value).join(' '));
  look('Cache storage', await cacheTexts());
  look('IndexedDB', await indexedDbTexts());
  objectsFromWindow();
  return places;

  async function cacheTexts(): Promise<string> {
    const texts: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const response = await cache.match(request);
        texts.push(request.url, JSON.stringify([...request.headers]), (await response?.text()) ?? '');
      }
    }
    return texts.join(' ');
  }

  async function indexedDbTexts(): Promise<string> {
    const texts: string[] = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name ?? ''));
      for (const store of database.objectStoreNames) {
        texts.push(JSON.stringify(await done(database.transaction(store).objectStore(store).getAll())));
      }
      database.close();
    }
    return texts.join(' ');
  }

  function done<T>(request: IDBRequest<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  /** Everything reachable by properties from `window` and from each element, where React keeps its state. */
  function objectsFromWindow(): void {
    const seen = new Set<object>([tokens]);
    const queue: [string, object][] = [['window', window]];
    for (const element of document.querySelectorAll('*')) queue.push([`<${element.tagName.toLowerCase()}>`, element]);
    // The queue grows during the iteration.
    for (const [place, object] of queue) {
      if (seen.has(object)) continue;
      if (seen.size > 500_000) throw new Error('The page holds too many objects to look at all of them.');
      seen.add(object);
      for (const [name, value] of ownValues(object)) {
        if (typeof value === 'string') look(`${place}.${name}`, value);
        else if ((typeof value === 'object' && value) || typeof value === 'function') {
          queue.push([`${place}.${name}`, value as object]);
        }
      }
    }
  }

  function ownValues(object: object): [string, unknown][] {
    if (object instanceof Map)
      return [...object].flatMap(([key, value], at) => [
        [`key ${at}`, key],
        [`${key}`, value],
      ]);
    if (object instanceof Set) return [...object].map((value, at) => [`${at}`, value]);
    if (ArrayBuffer.isView(object)) return [];
    return Reflect.ownKeys(object).flatMap((key) => {
      try {
        return [[String(key), Reflect.get(object, key)]];
      } catch {
        return []; // Some getters of the platform throw.
      }
    });
  }
}

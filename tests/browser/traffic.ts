import type { Page, Request } from '@playwright/test';

/** The requests a page sends to the API, as `METHOD path status` in the order of their answers. */
export class Traffic {
  readonly #lines: string[] = [];
  readonly #requests: Request[] = [];

  constructor(page: Page) {
    page.on('request', (request) => {
      if (isApi(request)) this.#requests.push(request);
    });
    page.on('response', (response) => {
      const request = response.request();
      if (isApi(request)) this.#lines.push(`${request.method()} ${pathOf(request)} ${response.status()}`);
    });
  }

  /** The answered requests, account numbers replaced by `<id>`. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** How many requests were sent to a path below `/users/`, answered or not. */
  countOf(path: string): number {
    return this.#requests.filter((request) => pathOf(request) === path).length;
  }

  /** Forgets what was seen so far. */
  clear(): void {
    this.#lines.length = 0;
    this.#requests.length = 0;
  }
}

function isApi(request: Request): boolean {
  return new URL(request.url()).pathname.startsWith('/users/');
}

function pathOf(request: Request): string {
  return new URL(request.url()).pathname.slice('/users/'.length).replace(/^\d+\//, '<id>/');
}

import type { Page, Request } from '@playwright/test';

/** The requests of a page to the API, as `METHOD path status` in the order of their responses. */
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

  /** The requests that have a response, account numbers replaced by `<id>`. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** The number of requests sent to a path below `/users/`, with or without a response. */
  countOf(path: string): number {
    return this.#requests.filter((request) => pathOf(request) === path).length;
  }
}

function isApi(request: Request): boolean {
  return new URL(request.url()).pathname.startsWith('/users/');
}

function pathOf(request: Request): string {
  return new URL(request.url()).pathname.slice('/users/'.length).replace(/^\d+\//, '<id>/');
}

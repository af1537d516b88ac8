import { vi } from 'vitest';

/**
 * Opens a page at `href`, with a location, a base URL and a cookie jar. `unstubGlobals` closes it.
 * There is no window, and so no other tabs unless the test opens them (`browser.ts`).
 */
export function openPage(href = 'https://app.example/shop/'): void {
  const cookies = new Map<string, string>();
  vi.stubGlobal('location', new URL(href));
  vi.stubGlobal('document', {
    baseURI: href,
    get cookie() {
      return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    },
    set cookie(text: string) {
      const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(text) ?? [];
      if (text.includes('Max-Age=0')) cookies.delete(name);
      else cookies.set(name, value);
    },
  });
}

/** Sets a cookie as a script of this page does. */
export function setCookie(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is in neither test environment.
  document.cookie = `${name}=${value}; path=/`;
}

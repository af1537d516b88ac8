import { beforeEach, describe, expect, test, vi } from 'vitest';
import { safeReturnTo } from '../src/return-to.js';
import { openPage } from './page.js';

beforeEach(() => openPage('https://app.example/login?next=x'));

describe('what leads to this origin', () => {
  test.each([
    ['/', '/'],
    ['/orders/7/?tab=items#total', '/orders/7/?tab=items#total'],
    ['https://app.example/orders/', '/orders/'],
    ['https://APP.example:443/orders/', '/orders/'],
    ['//app.example/orders/', '/orders/'],
    ['/search?q=https://evil.example', '/search?q=https://evil.example'],
    ['/search?q=%2f%2fevil.example', '/search?q=%2f%2fevil.example'],
    ['/@ada', '/@ada'],
    ['/a/../b', '/b'],
    ['/caf\u00e9', '/caf%C3%A9'],
    ['orders', '/orders'],
    ['https:evil.example', '/evil.example'],
  ])('%j is kept as %j', (value, path) => {
    expect(safeReturnTo(value, '/fallback')).toBe(path);
  });
});

describe('what leads elsewhere, or might be read so', () => {
  test.each([
    '//evil.example',
    '///evil.example',
    '////evil.example',
    'https://evil.example',
    'http://app.example/',
    'https://app.example:8443/',
    'https://app.example.evil.example/',
    'https://app.example@evil.example/',
    'https://app.example%40evil.example/',
    '//evil.example\\@app.example/',
    '/\\evil.example',
    '\\\\evil.example',
    '/\\/evil.example',
    '/\tevil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/\r/evil.example',
    '\u0000//evil.example',
    '/orders\u007f',
    '/orders\u0085',
    '/%2fevil.example',
    '/%2Fevil.example',
    '/%5cevil.example',
    '/%5C%5Cevil.example',
    '/%09/evil.example',
    '/%0a/evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    '/%2e//evil.example',
    '/%zz',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'blob:https://app.example/7',
    'mailto:eve@evil.example',
    'https://',
    '',
  ])('%j is refused', (value) => {
    expect(safeReturnTo(value, '/fallback')).toBe('/fallback');
  });

  test.each([null, undefined])('%s is refused', (value) => {
    expect(safeReturnTo(value)).toBe('/');
  });
});

test('whatever comes out stays on this origin when the browser reads it', () => {
  const pieces = ['/', '\\', '.', '..', '%2f', '%5c', '%09', '\t', '@', ':', '?', '#', 'evil.example', 'https:', ' '];
  for (const a of pieces) {
    for (const b of pieces) {
      for (const c of pieces) {
        for (const d of ['', 'evil.example', '/evil.example']) {
          const path = safeReturnTo(a + b + c + d);
          if (isOnThisOrigin(path) && isOnThisOrigin(decodeURIComponent(path))) continue;
          expect.fail(`${JSON.stringify(a + b + c + d)} became ${path}`);
        }
      }
    }
  }
});

function isOnThisOrigin(path: string): boolean {
  return path.startsWith('/') && new URL(path, 'https://app.example/login').origin === 'https://app.example';
}

test('paths work without a page, and no absolute address does', () => {
  vi.unstubAllGlobals();
  expect(safeReturnTo('/orders/')).toBe('/orders/');
  expect(safeReturnTo('https://app.example/orders/', '/fallback')).toBe('/fallback');
});

import { beforeEach, describe, expect, test, vi } from 'vitest';
import contract from '../../protocol/return-to.json' with { type: 'json' };
import { safeReturnTo } from '../src/return-to.js';
import { openPage } from './support/page.js';

beforeEach(() => openPage(`${contract.origin}/login?next=x`));

describe('the vectors', () => {
  test.each(contract.vectors)('$value is $path', ({ value, path }) => {
    expect(safeReturnTo(value, '/fallback')).toBe(path ?? '/fallback');
  });

  test.each([null, undefined, ''])('%j leads to the start page by default', (value) => {
    expect(safeReturnTo(value)).toBe('/');
  });
});

test('every result stays on this origin when the browser parses it', () => {
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

test('without a page, paths work and absolute URLs do not', () => {
  vi.unstubAllGlobals();
  expect(safeReturnTo('/orders/')).toBe('/orders/');
  expect(safeReturnTo('https://app.example/orders/', '/fallback')).toBe('/fallback');
});

import { describe, expect, test, vi } from 'vitest';
import { part } from '../src/part';

describe('a part of the app', () => {
  test('is loaded once, however often it is asked for', async () => {
    const load = vi.fn(async () => ({ default: 'the page' }));
    const page = part(load);
    await page.fetch();
    expect(await page.fetch()).toEqual({ default: 'the page' });
    expect(load).toHaveBeenCalledTimes(1);
  });

  test('that could not be loaded is asked for again', async () => {
    const load = vi.fn(async () => ({ default: 'the page' }));
    load.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    const page = part(load);
    await expect(page.fetch()).rejects.toThrow('Failed to fetch');
    expect(await page.fetch()).toEqual({ default: 'the page' });
  });

  test('is handed over at once when it is there, and waited for before', async () => {
    const page = part(async () => ({ default: 'the page' }));
    expect(await page.shown()).toEqual({ default: 'the page' });
    let shown: unknown;
    void page.shown().then((module) => {
      shown = module;
    });
    expect(shown).toEqual({ default: 'the page' });
  });
});

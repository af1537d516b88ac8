import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createCsrf, readCookie } from '../../src/http/csrf.js';
import { openPage, setCookie } from '../support/page.js';

describe('readCookie', () => {
  beforeEach(() => openPage());

  test('takes the first name that is set, whatever the order in the jar', () => {
    setCookie('csrftoken', 'plain');
    setCookie('__Host-csrftoken', 'prefixed');
    expect(readCookie(['__Host-csrftoken', 'csrftoken'])).toBe('prefixed');
    expect(readCookie(['other', 'csrftoken'])).toBe('plain');
  });

  test('is not fooled by a name that ends or begins alike', () => {
    setCookie('mycsrftoken', 'a');
    setCookie('csrftoken2', 'b');
    expect(readCookie(['csrftoken'])).toBeNull();
  });

  test('keeps an equals sign in the value', () => {
    setCookie('csrftoken', 'a=b');
    expect(readCookie(['csrftoken'])).toBe('a=b');
  });

  test('is null where there is no document', () => {
    vi.unstubAllGlobals();
    expect(readCookie(['csrftoken'])).toBeNull();
  });
});

describe('the token', () => {
  beforeEach(() => openPage());

  test('is read anew each time, for another tab may have signed in', () => {
    const csrf = createCsrf(['csrftoken'], vi.fn());
    setCookie('csrftoken', 'one');
    expect(csrf.current()).toBe('one');
    setCookie('csrftoken', 'two');
    expect(csrf.current()).toBe('two');
  });

  test('is asked for once, however many want it', async () => {
    const ask = vi.fn(async () => 'answered');
    const csrf = createCsrf(['csrftoken'], ask);
    expect(await Promise.all([csrf.renew(null), csrf.renew(null), csrf.renew(null)])).toEqual(
      Array(3).fill('answered'),
    );
    expect(await csrf.renew(null)).toBe('answered');
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('is not asked for again by a request that was refused with an older one', async () => {
    const ask = vi.fn(async () => 'answered');
    const csrf = createCsrf(['csrftoken'], ask);
    setCookie('csrftoken', 'newer');
    expect(await csrf.renew('older')).toBe('newer');
    expect(ask).not.toHaveBeenCalled();
  });

  test('comes from the answer where the cookie cannot be read', async () => {
    const csrf = createCsrf(['csrftoken'], async () => 'answered');
    await csrf.renew(null);
    expect(csrf.current()).toBe('answered');
  });

  test("comes from the answer alone where no cookie is the API's", async () => {
    setCookie('csrftoken', 'of the app itself');
    const csrf = createCsrf([], async () => 'answered');
    expect(csrf.current()).toBeNull();
    expect(await csrf.renew(null)).toBe('answered');
    expect(csrf.current()).toBe('answered');
  });

  test("comes from the answer where the readable cookie is another application's", async () => {
    setCookie('csrftoken', 'foreign');
    const csrf = createCsrf(['csrftoken'], async () => 'answered');
    expect(await csrf.renew('foreign')).toBe('answered');
    expect(csrf.current()).toBe('answered');
  });

  test('comes from the cookie again as soon as that changes', async () => {
    const csrf = createCsrf(['csrftoken'], async () => 'answered');
    await csrf.renew(null);
    setCookie('csrftoken', 'rotated');
    expect(csrf.current()).toBe('rotated');
  });

  test('can be forgotten, and is then asked for again', async () => {
    const ask = vi.fn(async () => 'answered');
    const csrf = createCsrf(['csrftoken'], ask);
    await csrf.renew(null);
    csrf.forget();
    expect(csrf.current()).toBeNull();
    await csrf.renew(null);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  test('that could not be had is asked for again next time', async () => {
    const ask = vi.fn(async () => 'answered').mockRejectedValueOnce(new Error('down'));
    const csrf = createCsrf(['csrftoken'], ask);
    await expect(csrf.renew(null)).rejects.toThrow('down');
    expect(await csrf.renew(null)).toBe('answered');
  });
});

test('an answer that was asked for before it was to be forgotten is not kept, and is not waited for', async () => {
  openPage();
  const asked: ((token: string) => void)[] = [];
  const csrf = createCsrf(['csrftoken'], () => new Promise((resolve) => asked.push(resolve)));
  const first = csrf.renew(null);
  csrf.forget();
  const second = csrf.renew(null);
  asked[0]?.('before');
  expect(await first).toBe('before');
  expect(csrf.current()).toBeNull();
  asked[1]?.('after');
  expect(await second).toBe('after');
  expect(csrf.current()).toBe('after');
});

// @vitest-environment jsdom
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ada, nothingPending, openAllauth, pending, reply } from '../support/fake-allauth.js';

afterEach(() => {
  document.body.replaceChildren();
  history.replaceState(null, '', '/');
});

describe('a redirect', () => {
  /** The form that would have left the page. */
  async function redirect(baseUrl?: string) {
    const submit = vi.spyOn(HTMLFormElement.prototype, 'submit').mockReturnValue(undefined);
    const { allauth, browser } = await openAllauth(baseUrl === undefined ? {} : { baseUrl });
    await allauth.provider.redirect({ provider: 'google', callbackUrl: '/callback' });
    const form = submit.mock.contexts[0] as HTMLFormElement;
    return { form, fields: Object.fromEntries(new FormData(form)), csrf: browser.cookies.get('csrftoken') };
  }

  test('posts the form that allauth requires', async () => {
    const { form, fields, csrf } = await redirect();
    expect([form.method, form.action]).toEqual([
      'post',
      'http://localhost:3000/_allauth/browser/v1/auth/provider/redirect',
    ]);
    expect(fields).toEqual({
      provider: 'google',
      callback_url: '/callback',
      process: 'login',
      csrfmiddlewaretoken: csrf,
    });
    expect(csrf).toBeTruthy();
  });

  test('of a signed-in user asks with the access token where to go', async () => {
    const assign = vi.fn();
    vi.stubGlobal('location', { ...location, assign });
    const { allauth, plan, sent } = await openAllauth({ signedIn: true });
    plan('POST auth/provider/redirect', reply(200, { data: { location: 'https://provider.example/' } }));
    await allauth.provider.redirect({ provider: 'google', callbackUrl: '/callback', process: 'connect' });
    vi.unstubAllGlobals();
    const body = { provider: 'google', callback_url: '/callback', process: 'connect' };
    expect(sent()).toEqual([['POST /_allauth/browser/v1/auth/provider/redirect', body]]);
    expect(assign).toHaveBeenCalledWith('https://provider.example/');
  });

  test('goes to the origin of an API elsewhere', async () => {
    const { form } = await redirect('https://api.example/_allauth/');
    expect(form.action).toBe('https://api.example/_allauth/browser/v1/auth/provider/redirect');
  });
});

describe('the return from a provider', () => {
  test('is an error if allauth says so', async () => {
    history.replaceState(null, '', '/callback?error=signup_closed&error_process=login');
    const { allauth, received } = await openAllauth();
    await expect(allauth.provider.finish()).rejects.toMatchObject({ code: 'signup_closed', status: null });
    expect(received).toHaveLength(0);
  });

  test('needs no request if the server has signed in the user', async () => {
    const { allauth, received } = await openAllauth({ signedIn: true });
    expect(await allauth.provider.finish()).toEqual({ step: 'done', user: ada });
    expect(received).toHaveLength(0);
  });

  test('continues a pending flow as the browser, until the user is signed in', async () => {
    const { allauth, plan, signIn, sent } = await openAllauth();
    const provider = { id: 'google', name: 'Google', flows: [] };
    plan('GET auth/session', pending({ id: 'provider_signup', provider }));
    plan('POST auth/provider/signup', signIn());
    plan('GET config', reply(200));
    expect(await allauth.provider.finish()).toMatchObject({ step: 'provider_signup', provider });
    expect(await allauth.provider.signup({ email: 'ada@example.org' })).toEqual({ step: 'done', user: ada });
    await allauth.config();
    expect(sent().map(([name]) => name)).toEqual([
      'GET /_allauth/browser/v1/auth/session',
      'POST /_allauth/browser/v1/auth/provider/signup',
      'GET /_allauth/app/v1/config',
    ]);
  });

  test("turns Django's session into a session", async () => {
    const { allauth, client, plan, server } = await openAllauth();
    plan('GET auth/session', reply(200, { meta: { is_authenticated: true } }));
    server.handle('POST /users/adopt/', () => server.session('ada'), { isPublic: true });
    expect(await allauth.provider.finish()).toEqual({ step: 'done', user: ada });
    expect(client.getState().user).toEqual(ada);
  });

  test('without a flow begins again as configured', async () => {
    const { allauth, plan, sent } = await openAllauth();
    plan('GET auth/session', nothingPending());
    plan('GET config', reply(200));
    expect(await allauth.provider.finish()).toMatchObject({ step: 'none' });
    await allauth.config();
    expect(sent()[1]).toEqual(['GET /_allauth/app/v1/config']);
  });
});

import { act, screen, waitFor, within } from '@testing-library/react';
import i18next from 'i18next';
import { AuthError } from 'safejwt-js';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { chooseLanguage, startLanguage } from '../../src/i18n/i18n';
import { bestLanguage, LANGUAGES } from '../../src/i18n/language';
import en from '../../src/i18n/locales/en.json';
import { PRODUCT } from '../../src/product';
import { alice, fakeClient, signedIn, signedOut } from '../fake-client';
import { renderApp } from '../render-app';

type Texts = { [key: string]: string | Texts };

/** Maps `area.key` to its text. */
function flat(texts: Texts, path = ''): Record<string, string> {
  return Object.assign(
    {},
    ...Object.entries(texts).map(([key, value]) =>
      typeof value === 'string' ? { [path + key]: value } : flat(value, `${path}${key}.`),
    ),
  );
}

/** The placeholders and tags of a text. */
function slots(text: string | undefined): string[] {
  return (text?.match(/\{\{\w+\}\}|<\/?\w+\/?>/g) ?? []).sort();
}

describe.each(Object.keys(LANGUAGES).filter((language) => language !== 'en'))('the catalogue %s', (language) => {
  test('has exactly the keys of the English catalogue', async () => {
    const { default: texts } = await import(`../../src/i18n/locales/${language}.json`);
    expect(Object.keys(flat(texts)).sort()).toEqual(Object.keys(flat(en)).sort());
  });

  test('has the same placeholders and no empty or English text', async () => {
    const { default: texts } = await import(`../../src/i18n/locales/${language}.json`);
    const same = ['System', '{{field}}: {{reason}}', 'Passkey'];
    for (const [key, text] of Object.entries(flat(texts))) {
      const source = flat(en)[key];
      expect(slots(text), key).toEqual(slots(source));
      if (!same.includes(text)) expect(text, key).not.toBe(source);
      expect(text.trim(), key).not.toBe('');
    }
  });

  test('has no hyphen at which “E-Mail” could break', async () => {
    const { default: texts } = await import(`../../src/i18n/locales/${language}.json`);
    // U+2011 instead of a hyphen.
    for (const [key, text] of Object.entries(flat(texts))) expect(text, key).not.toMatch(/E-Mail/i);
  });

  test('has every plural form of the language', async () => {
    const { default: texts } = await import(`../../src/i18n/locales/${language}.json`);
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const counted = Object.keys(flat(texts)).filter((key) => key.endsWith('_other'));
    expect(counted.length).toBeGreaterThan(0);
    for (const key of counted) {
      for (const category of pluralCategories) {
        expect(flat(texts)).toHaveProperty([key.replace(/other$/, category)]);
      }
    }
  });
});

describe('the language', () => {
  afterEach(() => vi.restoreAllMocks());

  test.each([
    [['de-AT', 'en'], 'de'],
    [['fr-FR', 'de'], 'de'],
    [['fr-FR'], 'en'],
    [[], 'en'],
  ])('of a browser with languages %j is %s', async (wanted, language) => {
    expect(bestLanguage(wanted)).toBe(language);
  });

  test("is the browser's unless another one is stored", async () => {
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['de-DE']);
    await startLanguage();
    expect(i18next.language).toBe('de');
    expect(document.documentElement).toHaveAttribute('lang', 'de');
    await chooseLanguage('en');
    await startLanguage();
    expect(i18next.language).toBe('en');
    expect(document.documentElement).toHaveAttribute('lang', 'en');
  });

  test('can be chosen in a menu and is stored', async () => {
    const { user } = await renderApp(fakeClient(signedOut()), '/login');
    await user.click(await screen.findByRole('button', { name: 'Language: English' }));
    await user.click(await screen.findByRole('menuitemradio', { name: 'Deutsch' }));
    expect(await screen.findByRole('heading', { name: 'Anmelden' })).toBeInTheDocument();
    expect(document.title).toBe(`Anmelden · ${PRODUCT}`);
    expect(localStorage.getItem('language')).toBe('de');
  });

  test('applies to the errors that a form shows', async () => {
    const client = fakeClient(signedOut());
    client.login.mockRejectedValue(new AuthError('invalid_credentials', { status: 401 }));
    const { user } = await renderApp(client, '/login');
    const submit = within(screen.getByRole('form')).getByRole('button', { name: 'Log in' });
    await user.click(submit);
    await screen.findByText('Enter your password.');
    await act(() => chooseLanguage('de'));
    expect(await screen.findByText('Geben Sie Ihr Passwort ein.')).toBeInTheDocument();
    await user.type(screen.getByLabelText('Benutzername oder E‑Mail'), 'alice');
    await user.type(screen.getByLabelText('Passwort'), 'wrong{Enter}');
    await screen.findByText(/Kein aktives Konto/);
    await act(() => chooseLanguage('en'));
    expect(await screen.findByText(/No active account/)).toBeInTheDocument();
  });

  test('of an error of the server is not mixed with another one', async () => {
    const client = fakeClient(signedOut());
    const fields = { username: ['This username is taken.'] };
    client.register.mockRejectedValue(new AuthError('validation_error', { status: 400, fields }));
    const { user } = await renderApp(client, '/register');
    await user.type(screen.getByLabelText('Username'), 'alice');
    await user.type(screen.getByLabelText('Email'), 'alice@example.org');
    await user.type(screen.getByLabelText('Password'), 'several new words{Enter}');
    await screen.findByText('This username is taken.');
    await act(() => chooseLanguage('de'));
    await waitFor(() => expect(screen.queryByText('This username is taken.')).not.toBeInTheDocument());
  });

  test('applies to dates', async () => {
    await chooseLanguage('de');
    await renderApp(fakeClient(signedIn(alice)), '/account/profile');
    expect(await screen.findByText('2. März 2026')).toBeInTheDocument();
  });

  test('falls back to English if storage is blocked or its value is unknown', async () => {
    localStorage.setItem('language', 'xx');
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['en-GB']);
    await startLanguage();
    expect(i18next.language).toBe('en');
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
      throw new Error('forbidden');
    });
    await startLanguage();
    expect(i18next.language).toBe('en');
  });
});

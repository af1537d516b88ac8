import { screen } from '@testing-library/react';
import i18next from 'i18next';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { chooseLanguage, startLanguage } from '../../src/i18n/i18n';
import { bestLanguage, LANGUAGES } from '../../src/i18n/language';
import en from '../../src/i18n/locales/en.json';
import { alice, fakeClient, signedIn, signedOut } from '../fake-client';
import { renderApp } from '../render-app';

type Texts = { [key: string]: string | Texts };

/** `area.key` → the sentence. */
function flat(texts: Texts, path = ''): Record<string, string> {
  return Object.assign(
    {},
    ...Object.entries(texts).map(([key, value]) =>
      typeof value === 'string' ? { [path + key]: value } : flat(value, `${path}${key}.`),
    ),
  );
}

/** The places of a sentence that something is put into. */
function slots(text: string | undefined): string[] {
  return (text?.match(/\{\{\w+\}\}|<\/?\w+\/?>/g) ?? []).sort();
}

describe.each(Object.keys(LANGUAGES).filter((language) => language !== 'en'))('the catalogue %s', (language) => {
  test('has every sentence of the English one and no other', async () => {
    const { default: texts } = await import(`../src/locales/${language}.json`);
    expect(Object.keys(flat(texts)).sort()).toEqual(Object.keys(flat(en)).sort());
  });

  test('has the same slots in each of them, and none is empty or still English', async () => {
    const { default: texts } = await import(`../src/locales/${language}.json`);
    const same = ['System', '{{field}}: {{reason}}', 'E-Mail', 'E-mail'];
    for (const [key, text] of Object.entries(flat(texts))) {
      const source = flat(en)[key];
      expect(slots(text), key).toEqual(slots(source));
      if (!same.includes(text)) expect(text, key).not.toBe(source);
      expect(text.trim(), key).not.toBe('');
    }
  });

  test('has a form for each plural the language has', async () => {
    const { default: texts } = await import(`../src/locales/${language}.json`);
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
  ])('of a browser that wants %j is %s', async (wanted, language) => {
    expect(bestLanguage(wanted)).toBe(language);
  });

  test('is the browser’s, unless another was chosen before', async () => {
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['de-DE']);
    await startLanguage();
    expect(i18next.language).toBe('de');
    expect(document.documentElement).toHaveAttribute('lang', 'de');
    await chooseLanguage('en');
    await startLanguage();
    expect(i18next.language).toBe('en');
    expect(document.documentElement).toHaveAttribute('lang', 'en');
  });

  test('is chosen in a menu, shown at once, and remembered', async () => {
    const { user } = await renderApp(fakeClient(signedOut()), '/login');
    await user.click(await screen.findByRole('button', { name: 'Language: English' }));
    await user.click(await screen.findByRole('menuitemradio', { name: 'Deutsch' }));
    expect(await screen.findByRole('heading', { name: 'Anmelden' })).toBeInTheDocument();
    expect(document.title).toBe('Anmelden · safejwt');
    expect(localStorage.getItem('language')).toBe('de');
  });

  test('is that of dates too', async () => {
    await chooseLanguage('de');
    await renderApp(fakeClient(signedIn(alice)), '/account/profile');
    expect(await screen.findByText('2. März 2026')).toBeInTheDocument();
  });

  test('falls back to English words when storage is forbidden or the choice there is unknown', async () => {
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

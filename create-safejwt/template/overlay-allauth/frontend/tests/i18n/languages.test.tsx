import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import shared from '../../src/i18n/locales/en.json';
import de from '../../src/texts/de.json';
import en from '../../src/texts/en.json';
import { open } from '../open-app';

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

/** The keys of all texts, with the placeholders and tags of each. */
function slots(texts: Texts) {
  const found = Object.entries(flat(texts)).map(([key, text]) => [key, text.match(/\{\{\w+\}\}|<\w+\/>/g)]);
  return Object.fromEntries(found);
}

test('the German texts have the keys and placeholders of the English ones', () => {
  expect(slots(de)).toEqual(slots(en));
  for (const [key, text] of Object.entries(flat(de))) expect(text, key).not.toMatch(/^$|E-Mail/);
});

test('no text hides one of the shared components', () => {
  expect(Object.keys(en).filter((key) => Object.hasOwn(shared, key))).toEqual([]);
});

test('a visitor chooses German', async () => {
  const user = userEvent.setup();
  await open('/register', { mfa: { supported_types: ['webauthn'], passkey_login_enabled: true } });
  await user.click(await screen.findByRole('button', { name: 'Language: English' }));
  await user.click(await screen.findByRole('menuitemradio', { name: 'Deutsch' }));
  expect(await screen.findByRole('heading', { name: 'Legen Sie Ihr Konto an' })).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Stattdessen einen Passkey verwenden' })).toBeInTheDocument();
});

import { createHmac } from 'node:crypto';
import { expect, type Page } from '@playwright/test';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code of an authenticator app (RFC 6238). A code is accepted once: the next login needs that of the next period. */
export function totp(secret: string, periodsAhead = 0): string {
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + periodsAhead));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Sets up an authenticator app on the page of the account. `confirm` answers the dialog. Returns the secret. */
export async function setUpApp(page: Page, confirm: () => Promise<void>): Promise<string> {
  await page.goto('/account/security');
  const card = page.getByRole('region', { name: 'Authenticator app' });
  await card.getByRole('button', { name: 'Set up an app' }).click();
  const secret = await card.getByRole('code').innerText();
  await card.getByLabel('Code from the app').fill(totp(secret));
  await card.getByRole('button', { name: 'Set up the app' }).click();
  await confirm();
  await expect(card.getByText('An authenticator app is set up.')).toBeVisible();
  return secret;
}

import { createHmac } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { expect, type Page } from '@playwright/test';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const period = 30_000;
const used = new Set<string>();

/**
 * The next code of an authenticator app (RFC 6238). The server accepts those of the neighboring periods too, and each
 * once: this is one that no test has sent.
 */
export async function totp(secret: string): Promise<string> {
  const now = Math.floor(Date.now() / period);
  const counter = [now, now + 1, now - 1].find((counter) => !used.has(`${secret} ${counter}`));
  if (counter === undefined) throw new Error('All codes that the server accepts now have been used.');
  const left = period - (Date.now() % period);
  if (counter < now && left < 5_000) {
    // It could expire on its way.
    await setTimeout(left);
    return totp(secret);
  }
  used.add(`${secret} ${counter}`);
  return code(secret, counter);
}

function code(secret: string, counter: number): string {
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const digest = createHmac('sha1', key).update(message).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Sets up an authenticator app on the page of the account. `confirm` answers the dialog. Returns the secret. */
export async function setUpApp(page: Page, confirm: () => Promise<void>): Promise<string> {
  await page.goto('/account/security');
  const card = page.getByRole('region', { name: 'Authenticator app' });
  await card.getByRole('button', { name: 'Set up an app' }).click();
  const secret = await card.getByRole('code').innerText();
  await card.getByLabel('Code from the app').fill(await totp(secret));
  await card.getByRole('button', { name: 'Set up the app' }).click();
  await confirm();
  await expect(card.getByText('An authenticator app is set up.')).toBeVisible();
  return secret;
}

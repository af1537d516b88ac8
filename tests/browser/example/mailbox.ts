import type { APIRequestContext } from '@playwright/test';

/** The code in the newest email to this address. */
export async function codeInEmail(request: APIRequestContext, address: string): Promise<string> {
  return find(request, address, /^([A-Z0-9]{3,4}-[A-Z0-9]{3,4})$/m);
}

/** The link in the newest email to this address. */
export async function linkInEmail(request: APIRequestContext, address: string): Promise<string> {
  return find(request, address, /^(http\S+)$/m);
}

/** The newest email to this address. */
export async function emailTo(request: APIRequestContext, address: string): Promise<string> {
  const emails = (await (await request.get('/mail/')).text()).split(/^-{79}$/m);
  return emails.find((text) => text.includes(`To: ${address}\n`)) ?? '';
}

async function find(request: APIRequestContext, address: string, pattern: RegExp): Promise<string> {
  const email = await emailTo(request, address);
  const found = pattern.exec(email)?.[1];
  if (!found) throw new Error(`There is nothing like ${pattern} in the newest email to ${address}: ${email}`);
  return found;
}

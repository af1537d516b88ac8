import type { BrowserContext } from '@playwright/test';

/** The refresh token in this browser's cookie jar, for this URL or for any. */
export async function refreshToken(context: BrowserContext, url?: string): Promise<string | undefined> {
  return (await context.cookies(url)).find(({ name }) => name.endsWith('refreshtoken'))?.value;
}

/** The generation of that token: each rotation adds one. */
export async function generation(context: BrowserContext, url?: string): Promise<number> {
  return generationOf((await refreshToken(context, url)) ?? '');
}

/** The generation of a token, or of a cookie `name=token`. */
export function generationOf(token: string): number {
  const [, claims] = token.split('.');
  if (!claims) throw new Error('There is no refresh token.');
  return (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { gen: number }).gen;
}

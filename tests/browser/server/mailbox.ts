import { type APIRequestContext, expect } from '@playwright/test';
import { type Mode, origin } from './servers.ts';

/** The link in the newest email to that address with that subject, as a development server's email page shows it. */
export async function linkInEmail(
  request: APIRequestContext,
  address: string,
  subject: RegExp,
  mode: Mode = 'development',
): Promise<string> {
  let link = '';
  await expect(async () => {
    const list = await (await request.get(`${origin(mode)}/mail/`)).text();
    const emails = [...list.matchAll(/<a href="([^"]+)">([^<]*)<\/a><br><small>to ([^<]*)</g)];
    const email = emails.find(([, , about = '', to]) => to === address && subject.test(about));
    if (!email?.[1]) throw new Error(`No email to ${address} about ${subject}; there are: ${emails.map((m) => m[2])}`);
    const text = await (await request.get(`${origin(mode)}${email[1]}`)).text();
    link = /<pre>.*?href="([^"]+#token=[^"]+)"/s.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(link).not.toBe('');
  }).toPass({ intervals: [100], timeout: 15_000 });
  return link;
}

import { type APIRequestContext, expect } from '@playwright/test';
import { type Mode, origin } from './servers.ts';

/** The link in the newest mail to that address with that subject, as a development server's mail page shows it. */
export async function linkInMail(
  request: APIRequestContext,
  address: string,
  subject: RegExp,
  mode: Mode = 'development',
): Promise<string> {
  let link = '';
  await expect(async () => {
    const list = await (await request.get(`${origin(mode)}/mail/`)).text();
    const mails = [...list.matchAll(/<a href="([^"]+)">([^<]*)<\/a><br><small>to ([^<]*)</g)];
    const mail = mails.find(([, , about = '', to]) => to === address && subject.test(about));
    if (!mail?.[1]) throw new Error(`No mail to ${address} about ${subject}; there are: ${mails.map((m) => m[2])}`);
    const text = await (await request.get(`${origin(mode)}${mail[1]}`)).text();
    link = /<pre>.*?href="([^"]+#token=[^"]+)"/s.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(link).not.toBe('');
  }).toPass();
  return link;
}

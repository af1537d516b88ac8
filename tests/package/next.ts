import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the files of the page use of Next.js, which is too large to be installed for it. */
const files = {
  'package.json': '{ "name": "next", "type": "module", "exports": { ".": "./index.js", "./*": "./*.js" } }',
  'index.js': '',
  'index.d.ts': 'export interface NextConfig { skipTrailingSlashRedirect?: boolean }',
  'navigation.js': 'export const useRouter = () => globalThis.router;',
  'navigation.d.ts': 'export function useRouter(): { replace(href: string): void };',
  'server.js': `export const NextResponse = {
    next: () => new Response(null, { headers: { 'x-middleware-next': '1' } }),
    redirect: (url) => Response.redirect(url, 307),
  };`,
  'server.d.ts': `export interface NextRequest extends Request {
    nextUrl: URL;
    cookies: { getAll(): { name: string; value: string }[] };
  }
  export const NextResponse: { next(): Response; redirect(url: URL): Response };`,
};

/** Puts them where the files of `folder` find them. */
export function writeNext(folder: string): void {
  const next = join(folder, 'node_modules', 'next');
  mkdirSync(next, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(next, name), content);
}

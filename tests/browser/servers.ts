import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** `byMail` is development where an account is made when the link of a mail is followed, `crossSite` production for an app on another site. */
export type Mode = 'development' | 'byMail' | 'production' | 'crossSite';

/** Where the tests of other origins find the servers (sites.ts), and the apps on other hosts that may call them. */
export const names = {
  production: { host: 'app.example.test', trusts: 'https://front.example.test' },
  crossSite: { host: 'api.service.test', trusts: 'https://spa.customer.test' },
} as const;

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'build', 'e2e');

/** The Python that has the server's packages, or before the first set-up the one that makes it. */
export const python = [join(root, '.venv', 'bin', 'python')].find(existsSync) ?? process.env.PYTHON ?? 'python3';

/** Seconds an access token lives: short enough to sit out its end in a test. */
export const accessTokenSeconds = 3;

export function origin(mode: Mode): string {
  return `http://localhost:${process.env[portVariable(mode)]}`;
}

export function databaseFile(mode: Mode): string {
  return join(folder, `${mode}.sqlite3`);
}

/** Chooses free ports and empties the folder of the databases, once: the workers inherit the choice. */
export async function prepare(modes: readonly Mode[]): Promise<void> {
  if (modes.every((mode) => process.env[portVariable(mode)])) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const mode of modes) process.env[portVariable(mode)] = String(await freePort());
}

/** How Playwright starts the server: as `make run` does, with a database and secrets of its own. */
export function webServer(mode: Mode) {
  const isDevelopment = mode === 'development' || mode === 'byMail';
  const { host, trusts } = isDevelopment ? { host: '', trusts: '' } : names[mode];
  return {
    name: mode,
    command: `exec '${python}' tools/run.py`,
    cwd: root,
    url: `${origin(mode)}/users/csrf/`,
    timeout: 300_000,
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 20_000 },
    env: {
      HOST: 'localhost',
      PORT: new URL(origin(mode)).port,
      DATABASE_URL: `sqlite:///${databaseFile(mode)}`,
      CACHE_URL: 'locmem://',
      WEB_CONCURRENCY: '1',
      DJANGO_DEBUG: isDevelopment ? 'True' : 'False',
      // Browsers take http://localhost for a secure place, so production is tested without TLS in front of it.
      DJANGO_SSL_REDIRECT: 'False',
      // What comes from localhost itself has no X-Forwarded-Proto and stays what it is.
      DJANGO_BEHIND_PROXY: 'True',
      DJANGO_ALLOWED_HOSTS: host,
      // Without a value, development has a list of its own.
      ...(trusts && { DJANGO_TRUSTED_ORIGINS: trusts }),
      DJANGO_CROSS_SITE: mode === 'crossSite' ? 'True' : 'False',
      DJANGO_SECRET_KEY_DEVELOPMENT: secret(),
      DJANGO_SECRET_KEY_PRODUCTION: secret(),
      DJANGO_REFRESH_TOKEN_SECRET: secret(),
      DJANGO_ACCESS_TOKEN_SECRET: secret(),
      DJANGO_ACCESS_TOKEN_LIFETIME: String(accessTokenSeconds),
      // Some tests of development take Web Locks away, and several tabs then refresh without knowing of each other.
      DJANGO_ROTATION_INTERVAL: mode === 'development' ? '2' : '0',
      // What the tests of other origins are refused would fill the screen.
      DJANGO_LOG_LEVEL: isDevelopment ? 'WARNING' : 'ERROR',
      DJANGO_LOGIN_RATE: '1000/m',
      DJANGO_LOGIN_ACCOUNT_RATE: '1000/m',
      DJANGO_LOGIN_ADDRESS_RATE: '1000/m',
      DJANGO_REGISTER_RATE: '1000/m',
      DJANGO_MAIL_RATE: '1000/m',
      DJANGO_LINK_BASE: origin(mode),
      DJANGO_REGISTRATION: mode === 'byMail' ? 'mail' : 'session',
    },
  };
}

function portVariable(mode: Mode): string {
  return `E2E_${mode.toUpperCase()}_PORT`;
}

function secret(): string {
  return randomBytes(48).toString('base64url');
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { devNull } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * `development` and `production` are the two ways to run the reference project. `byEmail` is development where following
 * the link in an email creates the account, `crossSite` is production for an app on another site.
 */
export type Mode = 'development' | 'byEmail' | 'production' | 'crossSite';

/** The host names of the servers in the tests of other origins (sites/sites.ts), and the apps that may call them. */
export const names = {
  production: { host: 'app.example.test', trusts: 'https://front.example.test' },
  crossSite: { host: 'api.service.test', trusts: 'https://spa.customer.test' },
} as const;

/** The lifetime of an access token. No test waits for its end: server/clock.ts moves the clocks. */
export const accessTokenSeconds = 300;

const root = join(import.meta.dirname, '..', '..', '..');
const backend = join(root, 'backend');

/** Suites that run side by side have a folder each. */
const folder = join(root, 'build', process.env.SUITE ?? 'chromium');

export const python = join(root, '.venv', 'bin', 'python');

export function origin(mode: Mode): string {
  return `http://localhost:${process.env[portVariable(mode)]}`;
}

export function databaseFile(mode: Mode): string {
  return join(folder, `${mode}.sqlite3`);
}

/** Chooses free ports and makes the databases, once: Playwright's workers inherit the ports. */
export async function prepare(modes: readonly Mode[]): Promise<void> {
  if (modes.every((mode) => process.env[portVariable(mode)])) return;
  requireBuild();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [first, ...others] = modes;
  if (!first) throw new Error('There is no server to prepare.');
  for (const mode of modes) process.env[portVariable(mode)] = String(await freePort());
  const env = { ...process.env, ...environment(first), DJANGO_SETTINGS_MODULE: 'main.settings' };
  execFileSync(python, ['manage.py', 'migrate', '--no-input', '--skip-checks', '--verbosity=0'], {
    cwd: backend,
    env,
    stdio: 'inherit',
  });
  for (const mode of others) copyFileSync(databaseFile(first), databaseFile(mode));
}

/** How Playwright starts the server: as `make run` does, with the settings in backend/gunicorn.conf.py. */
export function webServer(mode: Mode) {
  return {
    name: mode,
    command: `exec '${python}' -m gunicorn --bind=127.0.0.1:${port(mode)}`,
    cwd: backend,
    url: `${origin(mode)}/users/csrf/`,
    timeout: 60_000,
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 20_000 },
    env: environment(mode),
  };
}

function environment(mode: Mode): Record<string, string> {
  const isDevelopment = mode === 'development' || mode === 'byEmail';
  const { host, trusts } = isDevelopment ? { host: '', trusts: '' } : names[mode];
  return {
    // No server reads a developer's .env.
    DJANGO_ENV_FILE: devNull,
    DJANGO_SETTINGS_MODULE: 'browser_settings',
    PYTHONPATH: [import.meta.dirname, process.env.PYTHONPATH].filter(Boolean).join(delimiter),
    DATABASE_URL: `sqlite:///${databaseFile(mode)}`,
    CACHE_URL: 'locmem://',
    WEB_CONCURRENCY: '1',
    DJANGO_DEBUG: isDevelopment ? 'True' : 'False',
    // For browsers http://localhost is a secure context, so production is tested without TLS in front of it.
    DJANGO_SSL_REDIRECT: 'False',
    // Requests that the sites forward carry X-Forwarded-Proto; those to localhost do not.
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
    DJANGO_LOG_LEVEL: 'ERROR',
    DJANGO_LOGIN_RATE: '1000/m',
    DJANGO_LOGIN_ACCOUNT_RATE: '1000/m',
    DJANGO_LOGIN_ADDRESS_RATE: '1000/m',
    DJANGO_REGISTER_RATE: '1000/m',
    DJANGO_RENAME_RATE: '1000/m',
    DJANGO_SESSION_RATE: '1000/m',
    DJANGO_MAIL_RATE: '1000/m',
    DJANGO_LINK_BASE: origin(mode),
    DJANGO_REGISTRATION: mode === 'byEmail' ? 'mail' : 'session',
  };
}

/** The servers serve what is built; they do not build it. */
function requireBuild(): void {
  const outputs = [python, join(root, 'safejwt-js', 'dist', 'index.js'), join(root, 'frontend', 'dist', 'index.html')];
  const missing = outputs.find((path) => !existsSync(path));
  if (missing) throw new Error(`${missing} is missing. Run \`make build\` first.`);
}

function port(mode: Mode): string {
  return process.env[portVariable(mode)] ?? '';
}

function portVariable(mode: Mode): string {
  return `BROWSER_TESTS_${mode.toUpperCase()}_PORT`;
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

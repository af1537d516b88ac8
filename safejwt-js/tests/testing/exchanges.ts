import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Cookie } from '../../testing/cookies.js';
import { createTestServer, type TestBrowser, type TestServer } from '../../testing/index.js';
import { cookiesOf } from '../../testing/responses.js';

type Json = Readonly<Record<string, unknown>>;

interface Step {
  readonly advance?: number;
  readonly browser?: string;
  readonly repeat?: number;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly body?: unknown;
    readonly text?: string | { readonly $repeat: string; readonly times: number };
    readonly headers?: Readonly<Record<string, string | null>>;
    readonly cookies?: Readonly<Record<string, string | null>>;
  };
  readonly response: {
    readonly status: number;
    readonly headers?: Json;
    readonly cookies?: Json;
    readonly body?: unknown;
  };
}

interface Exchange {
  readonly name: string;
  readonly people?: readonly { username: string; email: string; password: string; is_active?: boolean }[];
  readonly steps: readonly Step[];
}

interface Answer {
  readonly response: Response;
  readonly cookies: ReadonlyMap<string, Cookie>;
}

const folder = join(import.meta.dirname, '..', '..', '..', 'protocol', 'exchanges');

/** All of protocol/exchanges; protocol/README.md describes their format. */
export const exchanges = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Exchange,
);

const cookieNames: Readonly<Record<string, string>> = {
  refresh: 'refreshtoken',
  csrf: 'csrftoken',
  hint: 'session-hint',
};

const matchers: Readonly<Record<string, (value: unknown) => boolean>> = {
  $any: () => true,
  $string: (value) => typeof value === 'string' && value !== '',
  $integer: (value) => Number.isInteger(value),
  $jwt: (value) => /^([\w-]+\.){2}[\w-]+$/.test(String(value)),
  $uuid: (value) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(String(value)),
  $datetime: (value) => /^\d{4}-\d\d-\d\dT.*Z$/.test(String(value)) && !Number.isNaN(Date.parse(String(value))),
};

/** Replays an exchange against the test server. A failed expectation names the step. */
export async function replay({ people = [], steps }: Exchange): Promise<void> {
  const server = createTestServer({
    people: people.map(({ is_active: isActive = true, ...person }) => ({ ...person, isActive })),
    // Like the reference project's serializer.
    serialize: ({ id, username, email, lastLogin, dateJoined }) => ({
      ...{ id, username, email },
      last_login: lastLogin && new Date(lastLogin).toISOString(),
      date_joined: new Date(dateJoined).toISOString(),
    }),
  });
  const browsers = new Map<string, ReplayBrowser>();
  const captures = new Map<string, unknown>();
  for (const [index, step] of steps.entries()) {
    if (step.advance !== undefined) {
      server.clock.jump(step.advance);
      continue;
    }
    const name = step.browser ?? 'browser';
    const browser = browsers.get(name) ?? new ReplayBrowser(server);
    browsers.set(name, browser);
    for (let times = 0; times < (step.repeat ?? 1); times += 1) {
      const answer = await browser.send(fill(step.request, captures) as Step['request']);
      await compare(fill(step.response, captures) as Step['response'], answer, captures, `step ${index + 1}`);
    }
  }
}

/** Sends requests as a browser with the app does, and others. */
class ReplayBrowser {
  readonly #server: TestServer;
  readonly #browser: TestBrowser;
  #accessToken: string | null = null;

  constructor(server: TestServer) {
    this.#server = server;
    this.#browser = server.browser();
  }

  async send({ method, path, body, text, headers = {}, cookies }: Step['request']): Promise<Answer> {
    const sent = new Map(this.#browser.cookies.all());
    for (const [name, value] of Object.entries(cookies ?? {})) {
      if (value === null) sent.delete(cookieNames[name] ?? name);
      else sent.set(cookieNames[name] ?? name, value);
    }
    const csrf = sent.get('csrftoken');
    const all = new Headers({ Accept: 'application/json', 'User-Agent': 'Mozilla/5.0 (tests)' });
    if (csrf !== undefined) all.set('X-CSRFToken', csrf);
    if (this.#accessToken !== null) all.set('Authorization', `Bearer ${this.#accessToken}`);
    if (body !== undefined) all.set('Content-Type', 'application/json');
    for (const [name, value] of Object.entries(headers)) {
      if (value === null) all.delete(name);
      else all.set(name, value);
    }
    let answered: readonly Cookie[] = [];
    this.#server.network.answer('*', async (request, serve) => {
      const response = await serve({ ...request, cookies: sent });
      answered = cookiesOf(response);
      return cookies ? new Response(response.body, response) : response;
    });
    const content = typeof text === 'object' ? text.$repeat.repeat(text.times) : text;
    const payload = body === undefined ? content : JSON.stringify(body);
    const init = { method, headers: all, ...(payload === undefined ? {} : { body: payload }) };
    const response = await this.#browser.fetch(`http://localhost/users/${path}`, init);
    if (response.ok && response.status !== 204 && !cookies) {
      const { accessToken } = (await response.clone().json()) as { accessToken?: string };
      this.#accessToken = accessToken ?? this.#accessToken;
    }
    return { response, cookies: new Map(answered.map((cookie) => [cookie.name, cookie])) };
  }
}

async function compare(
  expected: Step['response'],
  { response, cookies }: Answer,
  captures: Map<string, unknown>,
  where: string,
) {
  const { status, headers } = response;
  const text = await response.clone().text();
  expect(status, `${where}: ${text}`).toBe(expected.status);
  expect(headers.get('Cache-Control'), where).toBe('no-store');
  expect(headers.has('WWW-Authenticate'), where).toBe(status === 401);
  expect(headers.has('Retry-After'), where).toBe(status === 429 || status === 503);
  for (const [name, value] of Object.entries(expected.headers ?? {})) {
    const sent = headers.get(name);
    match(value, value === '$integer' ? Number(sent) : sent, captures, `${where}, header ${name}`);
  }
  for (const [name, value] of Object.entries(expected.cookies ?? {})) {
    matchCookie(value, cookies.get(cookieNames[name] ?? name), captures, `${where}, cookie ${name}`);
  }
  if ('body' in expected) match(expected.body, text === '' ? null : JSON.parse(text), captures, `${where}, body`);
}

function matchCookie(expected: unknown, cookie: Cookie | undefined, captures: Map<string, unknown>, where: string) {
  if (expected === '$unchanged') {
    expect(cookie, where).toBeUndefined();
  } else if (expected === '$deleted') {
    expect(cookie, where).toMatchObject({ value: '', maxAge: 0 });
  } else {
    const { value, ...attributes } = expected as Json;
    match(value, cookie?.value, captures, where);
    const { maxAge, ...sent } = cookie ?? { maxAge: undefined };
    const seen: Json = {
      ...sent,
      maxAge: maxAge === undefined ? false : String(maxAge),
      expires: maxAge !== undefined,
    };
    expect(seen, where).toMatchObject(attributes);
  }
}

function match(expected: unknown, actual: unknown, captures: Map<string, unknown>, where: string): void {
  if (typeof expected === 'string' && expected.startsWith('$')) {
    expect(matchers[expected]?.(actual), `${where}: ${JSON.stringify(actual)} is ${expected}`).toBe(true);
  } else if (typeof expected !== 'object' || expected === null) {
    expect(actual, where).toBe(expected);
  } else if ('$capture' in expected) {
    match('as' in expected ? expected.as : '$any', actual, captures, where);
    captures.set(String(expected.$capture), actual);
  } else if ('$not' in expected) {
    expect(actual, where).not.toEqual(expected.$not);
  } else {
    expect(Array.isArray(actual), where).toBe(Array.isArray(expected));
    expect(Object.keys(actual as Json).sort(), where).toEqual(Object.keys(expected).sort());
    for (const [name, value] of Object.entries(expected)) {
      match(value, (actual as Json)[name], captures, `${where}.${name}`);
    }
  }
}

/** Replaces `${name}` by the values that earlier steps have captured. */
function fill(value: unknown, captures: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => fill(item, captures));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fill(item, captures)]));
  }
  if (typeof value !== 'string') return value;
  const whole = /^\$\{(\w+)\}$/.exec(value);
  if (whole) return captures.get(whole[1] ?? '');
  return value.replace(/\$\{(\w+)\}/g, (_, name: string) => String(captures.get(name)));
}

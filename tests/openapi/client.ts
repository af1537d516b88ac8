// A client of openapi-typescript and openapi-fetch, against the server whose address is the first argument.
import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from './api.js';

declare const process: { argv: string[] };

// Node.js has no cookie jar.
const jar = new Map<string, string>();
let accessToken = '';

const browser: Middleware = {
  onRequest({ request }) {
    request.headers.set('Cookie', [...jar].map((pair) => pair.join('=')).join('; '));
    // Read at each request: login, registration and logout change it.
    request.headers.set('X-CSRFToken', jar.get('csrftoken') ?? '');
    if (accessToken) request.headers.set('Authorization', `Bearer ${accessToken}`);
    return request;
  },
  onResponse({ response }) {
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name === undefined) continue;
      if (/Max-Age=0/i.test(line)) jar.delete(name);
      else jar.set(name, value ?? '');
    }
  },
};

function check(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

const api = createClient<paths>({ baseUrl: process.argv[2] ?? '' });
api.use(browser);

await api.GET('/users/csrf/');
const wrong = await api.POST('/users/login/', { body: { username: 'ada', password: 'not hers' } });
check(wrong.response.status === 401 && wrong.error, 'a wrong password is accepted');
// The code selects the type: only a validation_error has `errors`.
const reasons: Record<string, string[]> = wrong.error.code === 'validation_error' ? wrong.error.errors : {};
check(Object.keys(reasons).length === 0, 'a wrong password is a validation error');

const invalid = await api.POST('/users/login/', { body: { username: 'ada', password: '' } });
check(invalid.error?.code === 'validation_error' && invalid.error.errors.password, 'the reasons are missing');

const login = await api.POST('/users/login/', { body: { username: 'ada', password: process.argv[3] ?? '' } });
check(login.data, `login: ${login.error?.code}`);
const id: number = login.data.user.id;
accessToken = login.data.accessToken;

const current = await api.GET('/users/auth/');
check(current.data?.id === id, `auth: ${current.error?.code}`);

const renamed = await api.PATCH('/users/{id}/', { params: { path: { id } }, body: { username: 'lovelace' } });
check(renamed.data?.username === 'lovelace', `patch: ${renamed.error?.code}`);

const refreshed = await api.POST('/users/token/');
check(refreshed.data, `token: ${refreshed.error?.code}`);
check(refreshed.data.accessToken !== accessToken, 'the access token is the old one');
accessToken = refreshed.data.accessToken;

const sessions = await api.GET('/users/sessions/');
check(sessions.data?.length === 1 && sessions.data[0]?.current, `sessions: ${sessions.error?.code}`);

check((await api.POST('/users/logout/')).response.status === 204, 'logout failed');
const ended = await api.GET('/users/auth/');
check(ended.error?.code === 'session_ended', `the session goes on: ${ended.error?.code}`);
const late = await api.POST('/users/token/');
check(late.error?.code === 'refresh_token_missing', `the refresh cookie goes on: ${late.error?.code}`);

/**
 * A stub server for all clients: an API whose access tokens are valid for five minutes, and the token endpoint of each
 * client in the form that client expects. Refresh tokens rotate. A `tolerant` server accepts the predecessor of the
 * current token as a retry, as django-safejwt does within its grace period. A strict server treats any used token as
 * stolen and ends the session.
 */
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { jwt } from './jwt.mjs';

export const lifetimeSeconds = 300;
/** Milliseconds of a round trip over the Internet, long enough for requests of several tabs to overlap. */
const delay = 50;

export class Stub {
  tolerant = true;
  /** Behavior of the token endpoint: `ok`, `500`, `hang`, or `lost` for one response that never arrives. */
  mode = 'ok';
  /** Milliseconds by which the clocks of the devices and the server are ahead of real time. */
  ahead = 0;
  /** Requests to the token endpoint. */
  refreshes = 0;
  #sessions = new Map();
  #nonces = new Map();
  #pages;
  #server = createServer((request, response) => {
    this.#respond(request, response).catch((error) => {
      response.writeHead(500).end(String(error));
    });
  });

  constructor(pages) {
    this.#pages = pages;
  }

  listen() {
    return new Promise((resolve) => this.#server.listen(0, 'localhost', resolve));
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  get origin() {
    return `http://localhost:${this.#server.address().port}`;
  }

  now() {
    return Math.floor((Date.now() + this.ahead) / 1000);
  }

  reset() {
    Object.assign(this, { mode: 'ok', refreshes: 0 });
    this.#sessions.clear();
  }

  #signIn() {
    const id = crypto.randomUUID();
    this.#sessions.set(id, { id, generation: 0 });
    return this.#tokens(id);
  }

  #tokens(id) {
    const { generation } = this.#sessions.get(id);
    const iat = this.now();
    return {
      access: jwt({ sub: 'ada', sid: id, iat, exp: iat + lifetimeSeconds, jti: crypto.randomUUID() }),
      refresh: `${id}.${generation}`,
    };
  }

  /** Returns the new pair of tokens, or null if the token has no session. */
  #rotate(token) {
    const [id, text] = (token ?? '').split('.');
    const session = this.#sessions.get(id);
    if (!session) return null;
    const generation = Number(text);
    if (generation === session.generation) session.generation += 1;
    else if (!this.tolerant || generation !== session.generation - 1) {
      this.#sessions.delete(id);
      return null;
    }
    return this.#tokens(id);
  }

  async #respond(request, response) {
    const url = new URL(request.url, this.origin);
    const cookies = Object.fromEntries(
      (request.headers.cookie ?? '').split('; ').map((pair) => [pair.split('=')[0], pair.slice(pair.indexOf('=') + 1)]),
    );
    const body = await read(request);
    const send = (status, value, headers = {}) => {
      response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers });
      response.end(value === undefined ? '' : JSON.stringify(value));
    };
    await new Promise((resolve) => setTimeout(resolve, delay));

    if (url.pathname === '/api/thing') return this.#api(request, cookies, send);
    const refresh = refreshers[url.pathname];
    if (refresh && !(url.pathname === '/oauth/token' && body.grant_type === 'authorization_code')) {
      this.refreshes += 1;
      if (this.mode === '500') return send(500, { detail: 'broken', code: 'server_error' });
      if (this.mode === 'hang') return undefined;
      const tokens = this.#rotate(refresh.token(cookies, body));
      if (this.mode === 'lost') {
        this.mode = 'ok';
        return request.socket.destroy();
      }
      return tokens ? send(200, ...refresh.accepted(tokens, this)) : send(...refresh.refused);
    }
    return this.#other(url, body, cookies, send, response);
  }

  #api(request, cookies, send) {
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const claims = claimsOf(bearer ?? cookies.sAccessToken);
    if (claims && claims.exp > this.now() && this.#sessions.has(claims.sid)) return send(200, { hello: claims.sub });
    if (cookies['better-auth.session_token'] ?? cookies.sessionid) return send(200, { hello: 'ada' });
    return send(
      401,
      { detail: 'Access token expired', code: 'access_token_expired' },
      { 'WWW-Authenticate': 'Bearer error="invalid_token", error_description="Access token expired"' },
    );
  }

  #other(url, body, cookies, send, response) {
    switch (url.pathname) {
      case '/users/csrf/':
        return send(200, { csrfToken: 'token' }, { 'Set-Cookie': 'csrftoken=token; Path=/; SameSite=Lax' });
      case '/users/login/':
        return send(200, ...refreshers['/users/token/'].accepted(this.#signIn()));
      case '/authorize': {
        const code = crypto.randomUUID();
        this.#nonces.set(code, url.searchParams.get('nonce'));
        const to = new URL(url.searchParams.get('redirect_uri'));
        to.searchParams.set('code', code);
        to.searchParams.set('state', url.searchParams.get('state'));
        response.writeHead(302, { Location: to.href });
        return response.end();
      }
      case '/oauth/token':
        return send(200, ...refreshers['/oauth/token'].accepted(this.#signIn(), this, this.#nonces.get(body.code)));
      case '/workos/login':
        return send(
          200,
          {},
          { 'Set-Cookie': [cookie('workos', this.#signIn().refresh), 'workos-has-session=1; Path=/'] },
        );
      case '/auth/login':
        return send(200, ...refreshers['/auth/session/refresh'].accepted(this.#signIn(), this));
      case '/_allauth/browser/v1/auth/login':
        return send(200, allauthUser, {
          'Set-Cookie': [cookie('sessionid', 't'), 'csrftoken=token; Path=/; SameSite=Lax'],
        });
      case '/_allauth/browser/v1/auth/session':
        return cookies.sessionid
          ? send(200, allauthUser)
          : send(401, { status: 401, meta: { is_authenticated: false } });
      case '/_allauth/browser/v1/config':
        return send(200, { status: 200, data: { account: { login_methods: ['email'], is_open_for_signup: true } } });
      case '/api/auth/sign-in/email':
        return send(
          200,
          { redirect: false, token: 't', user },
          { 'Set-Cookie': cookie('better-auth.session_token', 't') },
        );
      case '/api/auth/get-session':
        // better-auth has no token to refresh; the request for the session comes closest.
        this.refreshes += 1;
        if (this.mode === '500') return send(500, { message: 'broken' });
        if (this.mode === 'hang') return undefined;
        if (this.mode === 'lost') {
          this.mode = 'ok';
          return response.socket.destroy();
        }
        return send(
          200,
          cookies['better-auth.session_token'] ? { session: { id: '1', expiresAt: '2100-01-01' }, user } : null,
        );
      default: {
        const page = this.#pages.get(url.pathname);
        response.writeHead(page === undefined ? 404 : 200, {
          'Content-Type': url.pathname.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8',
          'Content-Encoding': 'gzip',
        });
        return response.end(gzipSync(page ?? '', { level: 9 }));
      }
    }
  }
}

const user = { id: '1', name: 'Ada', username: 'ada', email: 'ada@example.com', emailVerified: true };

const allauthUser = { status: 200, data: { user, methods: [] }, meta: { is_authenticated: true } };

function cookie(name, value) {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict`;
}

const refreshers = {
  '/users/token/': {
    token: (cookies) => cookies.refreshtoken,
    accepted: ({ access, refresh }) => [
      { accessToken: access, expiresIn: lifetimeSeconds, tokenType: 'Bearer', user: { ...user, id: 1 } },
      {
        'Set-Cookie': [
          cookie('refreshtoken', refresh),
          'csrftoken=token; Path=/; SameSite=Lax',
          'session-hint=1; Path=/',
        ],
      },
    ],
    refused: [401, { detail: 'Sign in again', code: 'refresh_token_reused' }],
  },
  // auth0-spa-js and oidc-client-ts
  '/oauth/token': {
    token: (_cookies, body) => body.refresh_token,
    accepted: ({ access, refresh }, stub, nonce) => {
      const iat = stub.now();
      const claims = {
        iss: `${stub.origin}/`,
        aud: 'bench',
        sub: 'ada',
        iat,
        exp: iat + 36_000,
        ...(nonce && { nonce }),
      };
      return [
        {
          access_token: access,
          refresh_token: refresh,
          id_token: jwt(claims),
          expires_in: lifetimeSeconds,
          token_type: 'Bearer',
          scope: 'openid profile email offline_access',
        },
      ];
    },
    refused: [403, { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' }],
  },
  '/user_management/authenticate': {
    token: (cookies) => cookies.workos,
    accepted: ({ access, refresh }) => [
      { access_token: access, user: { ...user, object: 'user' } },
      { 'Set-Cookie': [cookie('workos', refresh), 'workos-has-session=1; Path=/'] },
    ],
    refused: [400, { error: 'invalid_grant', error_description: 'Refresh token already exchanged.' }],
  },
  '/auth/session/refresh': {
    token: (cookies) => cookies.sRefreshToken,
    accepted: ({ access, refresh }, stub) => [
      {},
      {
        'Set-Cookie': [cookie('sRefreshToken', refresh), cookie('sAccessToken', access)],
        'front-token': btoa(JSON.stringify({ uid: 'ada', ate: (stub.now() + lifetimeSeconds) * 1000, up: {} })),
      },
    ],
    refused: [401, { message: 'unauthorised' }, { 'front-token': 'remove' }],
  },
};

function claimsOf(token) {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
  } catch {
    return null;
  }
}

async function read(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  if (!text) return {};
  return text.startsWith('{') ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
}

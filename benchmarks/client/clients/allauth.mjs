/** As in its React example (`examples/react-spa`, `AuthContext`): nothing is shown before both responses. */
const base = '/_allauth/browser/v1';

async function request(method, path) {
  const csrf = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? '';
  const response = await fetch(base + path, { method, headers: { accept: 'application/json', 'X-CSRFToken': csrf } });
  return response.json();
}

let auth;

export async function resume() {
  [auth] = await Promise.all([request('GET', '/auth/session'), request('GET', '/config')]);
}

export const signIn = () => request('POST', '/auth/login');
export const call = async () => (await fetch('/api/thing')).ok;
export const state = () => (auth?.meta?.is_authenticated ? 'authenticated' : 'anonymous');

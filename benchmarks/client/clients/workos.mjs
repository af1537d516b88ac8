import { createClient } from '@workos-inc/authkit-js';

let client;

/** `devMode: false` is for production: the refresh token is in an HttpOnly cookie. */
export async function resume() {
  const { hostname, port } = location;
  client = await createClient('bench', { apiHostname: hostname, port: Number(port), https: false, devMode: false });
}

export async function signIn() {
  await fetch('/workos/login', { method: 'POST' });
  await resume();
}

export async function call() {
  const token = await client.getAccessToken();
  return (await fetch('/api/thing', { headers: { Authorization: `Bearer ${token}` } })).ok;
}

export const state = () => (client?.getUser() ? 'authenticated' : 'anonymous');

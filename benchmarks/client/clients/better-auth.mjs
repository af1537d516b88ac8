import { createAuthClient } from 'better-auth/client';

const client = createAuthClient();
let session = {};

export async function resume() {
  client.useSession.subscribe((value) => {
    session = value;
  });
  for (let tries = 0; session.isPending !== false && tries < 100; tries += 1)
    await new Promise((r) => setTimeout(r, 20));
}

export async function signIn() {
  await client.signIn.email({ email: 'ada@example.com', password: 'x' });
  await resume();
}

export const call = async () => (await fetch('/api/thing')).ok;
export const state = () => (session.data ? 'authenticated' : 'anonymous');

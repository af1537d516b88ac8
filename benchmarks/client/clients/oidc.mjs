import { User, UserManager, WebStorageStateStore } from 'oidc-client-ts';

const { origin } = location;
/** automaticSilentRenew is on by default. The tabs share the store. */
const manager = new UserManager({
  authority: origin,
  client_id: 'bench',
  redirect_uri: origin,
  scope: 'openid offline_access',
  metadata: {
    issuer: `${origin}/`,
    token_endpoint: `${origin}/oauth/token`,
    authorization_endpoint: `${origin}/authorize`,
  },
  userStore: new WebStorageStateStore({ store: localStorage }),
});

export async function signIn() {
  const response = await fetch('/oauth/token', {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', code: 'seed' }),
  });
  const tokens = await response.json();
  const expires_at = Math.floor(Date.now() / 1000) + tokens.expires_in;
  await manager.storeUser(
    new User({ ...tokens, expires_at, profile: { sub: 'ada', iss: `${origin}/`, aud: 'bench' } }),
  );
  await manager.getUser();
}

export const resume = () => manager.getUser();

export async function call() {
  let user = await manager.getUser();
  if (!user || user.expired) user = await manager.signinSilent();
  return (await fetch('/api/thing', { headers: { Authorization: `Bearer ${user?.access_token}` } })).ok;
}

export const state = async () => ((await manager.getUser()) ? 'authenticated' : 'anonymous');

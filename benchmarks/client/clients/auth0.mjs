import { Auth0Client } from '@auth0/auth0-spa-js';

/** See "Getting access tokens" and "Refresh tokens" in its README. Its FAQ recommends `cacheLocation` to keep the session over a reload. */
export function create(cacheLocation) {
  const client = new Auth0Client({
    domain: location.origin,
    clientId: 'bench',
    useRefreshTokens: true,
    cacheLocation,
    authorizationParams: { redirect_uri: location.origin + location.pathname },
  });
  return {
    async signIn() {
      let back = '';
      await client.loginWithRedirect({
        openUrl: async (url) => {
          back = (await fetch(url)).url;
        },
      });
      await client.handleRedirectCallback(back);
    },
    resume: () => client.checkSession(),
    async call() {
      const token = await client.getTokenSilently();
      return (await fetch('/api/thing', { headers: { Authorization: `Bearer ${token}` } })).ok;
    },
    state: async () => ((await client.isAuthenticated()) ? 'authenticated' : 'anonymous'),
  };
}

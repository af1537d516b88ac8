import { Auth0Client } from '@auth0/auth0-spa-js';

/** README, "Getting access tokens" and "Refresh tokens"; `cacheLocation` is what its FAQ advises against losing the session by a reload. */
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

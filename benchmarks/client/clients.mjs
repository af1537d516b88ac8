/** `shares`: whether later tabs find the session of the first one. */
export const clients = [
  { name: 'safejwt', package: 'safejwt-js', title: 'safejwt-js', shares: true },
  { name: 'supertokens', package: 'supertokens-website', title: 'supertokens-website, cookies', shares: true },
  { name: 'workos', package: '@workos-inc/authkit-js', title: '@workos-inc/authkit-js, cookie', shares: true },
  { name: 'auth0-memory', package: '@auth0/auth0-spa-js', title: '@auth0/auth0-spa-js, memory', shares: false },
  {
    name: 'auth0-localstorage',
    package: '@auth0/auth0-spa-js',
    title: '@auth0/auth0-spa-js, localStorage',
    shares: true,
  },
  { name: 'oidc', package: 'oidc-client-ts', title: 'oidc-client-ts, localStorage', shares: true },
  { name: 'axios-default', package: 'axios-auth-refresh', title: 'axios-auth-refresh, default', shares: true },
  {
    name: 'axios-no-dedupe',
    package: 'axios-auth-refresh',
    title: 'axios-auth-refresh, deduplicateRefresh: false',
    shares: true,
  },
  { name: 'better-auth', package: 'better-auth', title: 'better-auth, session cookie', shares: true },
];

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { callCount, tabCount } from './scenarios.mjs';

const require = createRequire(import.meta.url);

export function report(results, browser) {
  const rows = (cells) =>
    results.map((result) => `| ${result.client.title} | ${cells(result).join(' | ')} |`).join('\n');
  const date = new Date().toISOString().slice(0, 10);
  const versions = [...new Set(results.map(({ client }) => client.package))].map(
    (name) => `${name} ${versionOf(name)}`,
  );
  return `# The client compared with other clients

\`make bench-client\` wrote this page on ${date}. It is one run against one local stub server
(\`server.mjs\`), in real tabs of Chromium ${browser}. Each client is used as its own documentation
says (\`clients/\`). The server responds after 50 ms, an access token is valid for five minutes, and
refresh tokens rotate. The clocks of the pages and the server are moved past the expiry of the token.
Outcomes are the same in each run, and requests differ by one or two. The seconds depend on the machine.

${versions.map((version) => `- ${version}`).join('\n')}

## ${tabCount} tabs with an expired token
In one run, each tab makes ${callCount} calls at once, ${tabCount * callCount} together. In another run, each makes one. A tolerant
server accepts the predecessor of the current refresh token as a retry, as django-safejwt does for a
minute. A strict server treats it as stolen and ends the session.

| | ${callCount} calls each, tolerant server: requests to the token endpoint | calls lost | one call each, strict server: requests | calls lost |
|---|---|---|---|---|
${rows(({ tolerant, strict }) => [tolerant.requests, tolerant.lost, strict.requests, strict.lost])}

## The token endpoint is down for five seconds
One page with an expired token makes ten calls at once, and then four a second. The columns are:

- *requests*: requests to the endpoint during the outage
- *during*: the state of the session that the client reports in the outage
- *recovery*: seconds from the end of the outage to the first call that succeeds, or "no" if none does
  within 15
- *after*: the state that the client reports then

A hanging server never responds to the requests it received in the outage.

| | 500: requests | during | recovery | after | hanging: requests | during | recovery | after | offline: during | recovery | after |
|---|---|---|---|---|---|---|---|---|---|---|---|
${rows((result) => [
  result[500].requests,
  result[500].during,
  seconds(result[500].recovery),
  result[500].after,
  result.hang.requests,
  result.hang.during,
  seconds(result.hang.recovery),
  result.hang.after,
  result.offline.during,
  seconds(result.offline.recovery),
  result.offline.after,
])}

## A response is lost, and a page opens during an outage
Lost response: the server has rotated the refresh token, and the connection breaks before the response.
Then the page calls again.

Outage: a page of a logged-in user opens while the endpoint returns 500. The table shows the state that
the client reports meanwhile. *Logged in after* is the time until the client reports the session by
itself, or "no" six seconds after the end of the outage.

| | lost response, tolerant server | strict server | opened in an outage: state | logged in after |
|---|---|---|---|---|
${rows((result) => [
  outcome(result.lostTolerant.recovery),
  outcome(result.lostStrict.recovery),
  result.opened.during,
  seconds(result.opened.recovery),
])}

## Bytes
The size of each test script, minified and gzipped by esbuild: the client and the few lines around it.
The clients do different things. The OpenID Connect clients also contain the login by redirect.
better-auth contains a session store and a way to call its plugins.

| | bytes |
|---|---|
${rows(({ size }) => [size])}

${notes}`;
}

const notes = `## How to read the results
- safejwt-js is not always the best. After an outage it waits for a random pause that grows from half a
  second. Recovery took 0.8 s in one run and 4.8 s in another. Clients that send a request with every
  call recover sooner, at the price of more requests. If a server hangs, auth0-spa-js gives up after 10
  s and recovers sooner than safejwt-js, which waits 15 s (its option \`timeout\`). safejwt-js would
  retry sooner if the page noticed that the network or the user is back, which this benchmark does not
  simulate.
- With a strict server, no client whose refresh token rotates survives a lost response. That depends on
  the server, and is why django-safejwt is tolerant.
- auth0-spa-js with tokens in localStorage and supertokens-website also need one request for all tabs.
  The first reads the new token from localStorage, the second compares a time in a cookie. safejwt-js
  needs nothing in storage.
- auth0-spa-js in memory has a session in each tab, so one request for each is the minimum. After a
  reload it must go to the authorization server again, which is not part of this benchmark. Its worker
  forgets the refresh token when the endpoint returns 500, hence "no".
- Clients with tokens in storage report a logged-in user in an outage because the token exists, not
  because the server confirmed it. A session that was ended elsewhere looks the same.
- WorkOS: the tabs take turns with a lock, and each sends its own request.
- oidc-client-ts: nothing prevents two calls or two tabs from refreshing with the same token (its issues
  430 and 1618), so the app must do it; this row is without that. Over HTTP/1.1 a browser has six
  connections to a server, so six hanging requests block all others.
- axios-auth-refresh is one part of a client. It leaves the session to the app, and there is nothing to
  restore. It is used as its README says, with the token in localStorage.
- better-auth has a session cookie and no access token. No call can meet an expired token, and
  "requests" are those for the session. Its architecture is another one; it is here for the outages. It
  requests the session again when the window gets the focus, which this benchmark does not simulate.
- supertokens-website reports no session while the backend is down, and corrects this afterwards. It has
  no timeout of its own, so a server that never responds holds the lock forever.
`;

function versionOf(name) {
  const path = require.resolve.paths(name).map((folder) => `${folder}/${name}/package.json`);
  for (const candidate of path) {
    try {
      return JSON.parse(readFileSync(candidate, 'utf8')).version;
    } catch {}
  }
  return 'unknown';
}

function seconds(value) {
  return value === null ? 'no' : `${value.toFixed(1)} s`;
}

function outcome(recovery) {
  return recovery === null ? 'must log in' : 'continues';
}

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
  return `# The client beside its peers

Made by \`make bench-client\` on ${date}: one run against one local stub server (\`server.mjs\`) in real tabs of Chromium ${browser}, each client driven as its
own documentation says (\`clients/\`). An answer of the server takes 50 ms, an access token lives five minutes, refresh tokens rotate, and the time of the
pages and the server is moved past the token's end. Outcomes repeat from run to run, requests within one or two; seconds are of one machine.

${versions.join(', ')}.

## ${tabCount} tabs whose token has expired
All make ${callCount} calls at once, ${tabCount * callCount} together, and in another run one each. A tolerant server takes the refresh token before the current one as a retry, as django-safejwt does for a minute; a strict one takes it for a
theft and ends the session.

| | ${callCount} calls each, tolerant server: requests to the token endpoint | calls lost | one call each, strict server: requests | calls lost |
|---|---|---|---|---|
${rows(({ tolerant, strict }) => [tolerant.requests, tolerant.lost, strict.requests, strict.lost])}

## The token endpoint is away for five seconds
One page with an expired token makes ten calls at once and then four a second. *Requests*: how often the endpoint was asked meanwhile; *says*: what the
client said of the session during the outage, and *then* when it was over; *back after*: seconds from its end to the first call that succeeded, or "no" when none had after 15. A hanging
server does not answer what it was asked in the outage, nor later.

| | 500: requests | says | back after | then | hanging: requests | says | back after | then | offline: says | back after | then |
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

## An answer is lost, a page is opened in an outage
The server has rotated the refresh token and the connection breaks before the answer; then the page calls again. And: a page of somebody who is signed in is opened while the
endpoint answers 500, what it says meanwhile, and when it says so by itself, or "no" six seconds after the end.

| | lost answer, tolerant server | strict server | opened in an outage: says | signed in after |
|---|---|---|---|---|
${rows((result) => [
  outcome(result.lostTolerant.recovery),
  outcome(result.lostStrict.recovery),
  result.opened.during,
  seconds(result.opened.recovery),
])}

## Bytes
Of the script that was driven, minified and gzipped by esbuild: the client and the few lines around it. What it has to do differs: the OpenID Connect clients also bring the
login by redirect, better-auth a session store and a way to call its plugins.

| | bytes |
|---|---|
${rows(({ size }) => [size])}

${notes}`;
}

const notes = `## How to read it
- Where safejwt-js is not the best: after an outage it waits out a pause that grows from half a second and has chance in it (back after 0.8 s in one run, 4.8 s in another), and clients that
  ask again with every call are back sooner; the price is the number of requests. With a server that hangs, auth0-spa-js gives up after 10 s and is back sooner than safejwt-js, which waits 15 s (its option \`timeout\`) unless the page hears that the network or the person is back, which nobody tells it here.
- Against a strict server no client whose refresh token rotates survives a lost answer; that is a matter of the server, and why django-safejwt is tolerant.
- auth0-spa-js with tokens in localStorage and supertokens-website need one request for all tabs as well: the first reads the new token from localStorage, the second
  compares a time in a cookie. safejwt-js does it without anything in storage.
- auth0-spa-js in memory: a session in each tab, so one request each is the least. A reload has to go to the authorization server again, which the stub is not asked for here. Its
  worker forgets the refresh token when the endpoint answers 500, hence "no".
- Clients with tokens in storage say in an outage that somebody is signed in because the token is there, not because the server has said so; a session that was ended elsewhere looks the same.
- WorkOS: tabs take turns by a lock and each asks for itself.
- oidc-client-ts: nothing keeps two calls or two tabs from refreshing with the same token (its issues 430 and 1618), so the app has to; the row is without. Over
  HTTP/1.1 a browser has six connections to a server, so six requests that hang block all others.
- axios-auth-refresh is a part: what happens to the session is left to the app, and there is nothing to restore. It is driven as its README says, with the token in localStorage.
- better-auth has a session cookie and no access token: a call cannot meet an expired one, and "requests" are those for the session. It is not the same architecture, and stands here for the outages.
  It asks for the session again when the window gets the focus, which nobody gives it here.
- supertokens-website says that there is no session while the backend is away, and takes it back afterwards. It has no time-out of its own, so a server that never answers holds the lock for good.
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
  return recovery === null ? 'has to log in' : 'goes on';
}

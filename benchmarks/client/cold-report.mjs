const heading = '## A page opens on a slow connection';

/** Returns the report with this section in the place of the last one, or else before the sizes. */
export function withColdSection(report, section) {
  const [, before, after] = new RegExp(`^([^]*?)(?:${heading}\n[^]*?)?(## Bytes\n[^]*)$`).exec(report);
  return `${before}${section}\n\n${after}`;
}

export function coldSection({ alone, withApp }, { latency, cpu }, version) {
  const date = new Date().toISOString().slice(0, 10);
  return `${heading}
\`node cold.mjs\` measured this on ${date} in Chromium ${version}. A page of a
logged-in user opens with an empty cache and calls a protected view. Each request takes ${latency} ms more,
with 1.6 Mbit/s down and 0.75 up and a processor slowed down ${cpu} times. These are conditions of a "Slow
4G" connection, set with the browser's own tools; connections open without delay. Seconds are from the
start of the navigation to the protected response: the median of ${alone[0].valid.length} pages, the fastest and the
slowest. The requests are those to the API. The access token of the last page was still valid, or had
expired.

### The script is the client alone
${table(alone)}

Each page first fetches its HTML and script. safejwt-js keeps the access token in memory. So a page that
opens alone gets a new one with the user, whether or not the last one had expired; a page beside an open
tab sends only the call. supertokens-website has the access token in a cookie, which saves one request
while it is valid. allauth's session cookie does not expire with a token. Its example waits for the user
and the configuration, which it requests at once. Neither React nor an app is part of the scripts, so that
of the example is nearly empty.

### With an app
${table(withApp)}

Here an app with React, ${withApp[0].appSize} bytes, calls the view when it is rendered. The script of each client is
apart and starts first, as in the reference project, so its requests do not wait for the app.`;
}

function table(results) {
  const rows = results.map(({ title, valid, expired, size, ...result }) => {
    const cells = [time(valid), result.validRequests.length, time(expired), result.expiredRequests.length, size];
    return `| ${title} | ${cells.join(' | ')} |`;
  });
  return `
| | valid token: seconds | requests | expired token: seconds | requests | bytes of the client's script |
|---|---|---|---|---|---|
${rows.join('\n')}`;
}

function time(milliseconds) {
  const sorted = milliseconds.toSorted((one, other) => one - other);
  const seconds = (at) => (sorted[at] / 1000).toFixed(2);
  return `${seconds(Math.floor(sorted.length / 2))} (${seconds(0)} to ${seconds(sorted.length - 1)})`;
}

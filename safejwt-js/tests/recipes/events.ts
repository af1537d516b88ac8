import type { AuthClient } from '../../src/index.js';

export function readEvents(client: AuthClient, url: string, show: (text: string) => void) {
  return async (signal: AbortSignal) => {
    const { ok, body } = await client.fetch(url, { signal, headers: { Accept: 'text/event-stream' } });
    const reader = ok ? body?.pipeThrough(new TextDecoderStream()).getReader() : undefined;
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) show(part.value);
  };
}

import type { AuthClient } from '../../src/index.js';

export function openSocket(client: AuthClient, url: string, show: (text: string) => void) {
  return (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const socket = new WebSocket(url);
      signal.addEventListener('abort', () => socket.close());
      socket.onopen = () => {
        client.getAccessToken().then((token) => socket.send(JSON.stringify({ token })), reject);
      };
      socket.onmessage = ({ data }) => show(data);
      socket.onclose = ({ code }) => {
        if (code !== 4401) resolve();
        // The server refuses the token: find out whether the session has ended.
        else client.request('auth/').then(() => resolve(), reject);
      };
    });
}

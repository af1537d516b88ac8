import { useCallback, useEffect, useState } from 'react';
import { useAuthClient } from 'safejwt-js/react';
import { errorText } from '../../error-text';

/** A signed-in browser; times are ISO 8601. */
export interface Device {
  id: string;
  userAgent: string;
  ip: string | null;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
  current: boolean;
}

/** The signed-in devices: `devices` is `null` until they are there, `failure` says why they are not. */
export function useDevices() {
  const client = useAuthClient();
  const [devices, setDevices] = useState<readonly Device[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);

  const load = useCallback(
    async (signal?: AbortSignal) => {
      setFailure(null);
      try {
        setDevices(await client.request<Device[]>('sessions/', signal ? { signal } : {}));
      } catch (error) {
        if (!signal?.aborted) setFailure(errorText(error));
      }
    },
    [client],
  );

  useEffect(() => {
    const leaving = new AbortController();
    load(leaving.signal);
    return () => leaving.abort();
  }, [load]);

  async function end(id: string): Promise<void> {
    await client.request(`sessions/${id}/`, { method: 'DELETE' });
    setDevices((list) => list?.filter((device) => device.id !== id) ?? null);
  }

  async function endOthers(): Promise<void> {
    await client.request('sessions/', { method: 'DELETE' });
    setDevices((list) => list?.filter((device) => device.current) ?? null);
  }

  return { devices, failure, load, end, endOthers };
}

import { useEffect, useState } from 'react';
import type { AuthClient } from '../../src/index.js';
import { AuthProvider, RequireAuth, useAuthClient, useUser } from '../../src/react/index.js';

export function App({ client }: { client: AuthClient }) {
  return (
    <AuthProvider client={client}>
      <RequireAuth fallback={<p>please log in</p>}>
        <Orders />
      </RequireAuth>
    </AuthProvider>
  );
}

function Orders() {
  const client = useAuthClient();
  const user = useUser();
  const [orders, setOrders] = useState<{ title: string }[]>([]);
  useEffect(() => {
    client.request<{ title: string }[]>('/api/orders/').then(setOrders, () => undefined);
  }, [client]);
  return (
    <>
      <p>Hello {user?.username}</p>
      {orders.map(({ title }) => (
        <p key={title}>{title}</p>
      ))}
    </>
  );
}

import { createAuthClient } from '../../src/index.js';
import { AuthProvider, RequireAuth, useAuth } from '../../src/react/index.js';

const client = createAuthClient({ baseUrl: '/users/' });

function Home() {
  const { user } = useAuth();
  return <p>You are user {user?.id}.</p>;
}

export const App = () => (
  <AuthProvider client={client}>
    <RequireAuth fallback={<p>Log in first.</p>} loading={<p>One moment…</p>}>
      <Home />
    </RequireAuth>
  </AuthProvider>
);

import { lazy } from 'react';
import { Route, Routes } from 'react-router';
import { GuestRoute } from './components/guest-route';
import { Layout } from './components/layout';
import { ProtectedRoute } from './components/protected-route';
import { HomePage } from './pages/home/home';
import { LoginPage } from './pages/login';
import { NotFoundPage } from './pages/not-found';
import { RegisterPage } from './pages/register';

const AccountPage = lazy(() => import('./pages/account/account'));

export function App() {
  return (
    <Routes>
      <Route element={<Layout />}>
        <Route index element={<HomePage />} />
        <Route element={<GuestRoute />}>
          <Route path="login" element={<LoginPage />} />
          <Route path="register" element={<RegisterPage />} />
        </Route>
        <Route element={<ProtectedRoute />}>
          <Route path="account" element={<AccountPage />} />
        </Route>
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}
